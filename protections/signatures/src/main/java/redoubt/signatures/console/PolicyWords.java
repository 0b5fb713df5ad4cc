package redoubt.signatures.console;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** A trust policy in words. */
final class PolicyWords {
  private PolicyWords() {}

  /** A sentence for each requirement. */
  static List<String> of(JsonNode policy) {
    List<String> rules = new ArrayList<>();
    policy.path("requirements").forEach(rule -> rules.add(rule(rule)));
    return List.copyOf(rules);
  }

  private static String rule(JsonNode rule) {
    List<String> who = texts(rule.path("signedBy"));
    String by = who.isEmpty() ? "any signer of the namespace" : either(who);
    if (rule.has("attested")) {
      return "Attested by "
          + by
          + ": "
          + rule.path("attested").asText()
          + (rule.has("condition") ? ", where " + rule.path("condition").asText() : "")
          + ".";
    }
    int threshold = rule.path("threshold").asInt(1);
    List<String> formats = texts(rule.path("formats"));
    return "Signed by "
        + (threshold > 1
            ? threshold
                + " of "
                + (who.isEmpty() ? "the namespace's signers" : String.join(", ", who))
            : by)
        + (formats.isEmpty()
            ? ""
            : ", as " + either(formats.stream().map(FoundSignature::words).toList()))
        + ".";
  }

  private static String either(List<String> words) {
    return words.size() == 1
        ? words.getFirst()
        : String.join(", ", words.subList(0, words.size() - 1)) + " or " + words.getLast();
  }

  private static List<String> texts(JsonNode list) {
    List<String> texts = new ArrayList<>();
    list.forEach(text -> texts.add(text.asText()));
    return texts;
  }
}
