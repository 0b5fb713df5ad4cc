package redoubt.admission;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import redoubt.admission.document.PolicyDocument;
import redoubt.admission.policy.Dialect;
import redoubt.admission.review.Answer;
import redoubt.admission.review.Review;
import redoubt.core.Failure;

/** Refuses a policy that cannot be read, where it is written and with the reason. */
final class PolicyReview {
  private static final Set<String> PLURALS = Set.of("imagepolicies", "clusterimagepolicies");

  private PolicyReview() {}

  static boolean isAbout(Review review) {
    return PLURALS.contains(review.resource().plural())
        && Arrays.stream(Dialect.values())
            .anyMatch(dialect -> dialect.group().equals(review.resource().group()));
  }

  static Answer answer(Review review) {
    Optional<String> refusal = Optional.empty();
    try {
      PolicyDocument.read(document(review.object()), review.namespace());
    } catch (Failure e) {
      refusal = Optional.of(e.what() + " " + e.remedy());
    }
    return new Answer(review.uid(), refusal, List.of(), Map.of(), List.of(), Map.of());
  }

  /** What API servers add besides is not looked at. */
  private static JsonNode document(JsonNode object) {
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    for (String field : List.of("apiVersion", "kind", "metadata", "spec")) {
      if (object.has(field)) {
        document.set(field, object.path(field));
      }
    }
    return document;
  }
}
