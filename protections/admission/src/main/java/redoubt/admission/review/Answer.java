package redoubt.admission.review;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import redoubt.web.Json;

/**
 * What an API server is answered.
 *
 * @param refusal what is told where it is refused; empty where it is allowed
 * @param patch texts that are replaced, by pointers (RFC 6902)
 * @param removed what is taken away, by pointers
 * @param audit goes into the API server's audit log
 */
public record Answer(
    String uid,
    Optional<String> refusal,
    List<String> warnings,
    Map<String, String> patch,
    List<String> removed,
    Map<String, String> audit) {
  public Answer {
    warnings = List.copyOf(warnings);
    patch = new LinkedHashMap<>(patch);
    removed = List.copyOf(removed);
    audit = Map.copyOf(audit);
  }

  /** An AdmissionReview of {@code admission.k8s.io/v1}. */
  public byte[] json() {
    Map<String, Object> response = new LinkedHashMap<>();
    response.put("uid", uid);
    response.put("allowed", refusal.isEmpty());
    refusal.ifPresent(said ->
        response.put("status", Map.of("code", 403, "reason", "Forbidden", "message", said)));
    if (!warnings.isEmpty()) {
      response.put("warnings", warnings);
    }
    if (!audit.isEmpty()) {
      response.put("auditAnnotations", audit);
    }
    if (!patch.isEmpty() || !removed.isEmpty()) {
      response.put("patchType", "JSONPatch");
      response.put("patch", Json.bytes(operations()));
    }
    Map<String, Object> review = new LinkedHashMap<>();
    review.put("apiVersion", "admission.k8s.io/v1");
    review.put("kind", "AdmissionReview");
    review.put("response", response);
    return Json.bytes(review);
  }

  private List<Map<String, String>> operations() {
    return Stream.concat(
            patch.entrySet().stream()
                .map(one -> operation("replace", one.getKey(), Optional.of(one.getValue()))),
            removed.stream().map(pointer -> operation("remove", pointer, Optional.empty())))
        .toList();
  }

  private static Map<String, String> operation(String op, String path, Optional<String> value) {
    Map<String, String> operation = new LinkedHashMap<>();
    operation.put("op", op);
    operation.put("path", path);
    value.ifPresent(text -> operation.put("value", text));
    return operation;
  }
}
