package redoubt.admission.bypass;

import com.fasterxml.jackson.core.JsonPointer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Optional;
import redoubt.crypto.Randomness;
import redoubt.web.Json;

/**
 * Asks as an API server does: the mutating webhook, then, about what came of it, the validating one
 * (Kubernetes, "Dynamic Admission Control"). What one of them refuses is refused, and so is what is
 * not answered: {@code failurePolicy: Fail}.
 */
public final class BothWebhooks {
  /** A webhook. */
  @FunctionalInterface
  public interface Webhook {
    /**
     * @param which {@code mutate} or {@code validate}
     * @param review an AdmissionReview
     * @return what is in its {@code response}; empty when it answered no review
     */
    Optional<JsonNode> answer(String which, byte[] review);
  }

  /**
   * What came of it.
   *
   * @param said why it is refused
   * @param object as it would be stored
   */
  public record Outcome(boolean admitted, String said, JsonNode object) {}

  private BothWebhooks() {}

  public static Outcome ask(Webhook webhook, Question question, String namespace) {
    JsonNode object = Json.parse(Json.bytes(question.object()));
    String uid = java.util.HexFormat.of().formatHex(Randomness.bytes(16));
    Optional<JsonNode> mutating = webhook.answer("mutate", question.review(uid, namespace));
    if (!isYes(mutating, uid)) {
      return new Outcome(false, said(mutating), object);
    }
    JsonNode patched = patched(object, mutating.get());
    Optional<JsonNode> validating =
        webhook.answer("validate", question.review(uid, namespace, patched));
    return new Outcome(isYes(validating, uid), said(validating), patched);
  }

  /** As a webhook answers that has nothing against a review. */
  public static JsonNode yes(byte[] review) {
    return Json.parse(
        Json.bytes(Map.of("uid", Json.parse(review).at("/request/uid").asText(), "allowed", true)));
  }

  private static boolean isYes(Optional<JsonNode> answer, String uid) {
    return answer
        .filter(one -> one.path("uid").asText().equals(uid))
        .filter(one -> one.path("allowed").asBoolean(false))
        .isPresent();
  }

  private static String said(Optional<JsonNode> answer) {
    return answer
        .map(one -> one.at("/status/message").asText().strip())
        .orElse("no review was answered");
  }

  private static JsonNode patched(JsonNode object, JsonNode answer) {
    if (!answer.has("patch")) {
      return object;
    }
    JsonNode patched = object.deepCopy();
    try {
      for (JsonNode operation : Json.parse(answer.path("patch").binaryValue())) {
        JsonPointer place = JsonPointer.compile(operation.path("path").asText());
        JsonNode parent = patched.at(place.head());
        String last = place.last().getMatchingProperty();
        boolean removes = operation.path("op").asText().equals("remove");
        switch (parent) {
          case ObjectNode fields -> {
            JsonNode _ =
                removes ? fields.remove(last) : fields.replace(last, operation.path("value"));
          }
          case ArrayNode list -> {
            int at = Integer.parseInt(last);
            JsonNode _ = removes ? list.remove(at) : list.set(at, operation.path("value"));
          }
          default -> throw new IllegalStateException("nothing is at " + place);
        }
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return patched;
  }
}
