package redoubt.admission.review;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import redoubt.web.Json;

/**
 * What an API server is answered.
 *
 * @param refusal what is told where it is refused; empty where it is allowed
 * @param patch texts that are replaced, by pointers (RFC 6902)
 * @param audit goes into the API server's audit log
 */
public record Answer(
    String uid,
    Optional<String> refusal,
    List<String> warnings,
    Map<String, String> patch,
    Map<String, String> audit) {
  public Answer {
    warnings = List.copyOf(warnings);
    patch = new LinkedHashMap<>(patch);
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
    if (!patch.isEmpty()) {
      response.put("patchType", "JSONPatch");
      response.put("patch", Json.bytes(operations()));
    }
    Map<String, Object> review = new LinkedHashMap<>();
    review.put("apiVersion", "admission.k8s.io/v1");
    review.put("kind", "AdmissionReview");
    review.put("response", response);
    return Json.bytes(review);
  }

  private List<Operation> operations() {
    return patch.entrySet().stream()
        .map(one -> new Operation("replace", one.getKey(), one.getValue()))
        .toList();
  }

  private record Operation(String op, String path, String value) {}
}
