package redoubt.signatures.console;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import redoubt.signatures.notation.Notation;
import redoubt.signatures.tufserver.CollectionFinder;
import redoubt.web.console.Answer;
import redoubt.web.console.Moment;

/**
 * A signature or an attestation that was found.
 *
 * @param key format and evidence, as explanations name it
 * @param whose key, certificate or identity, in words
 * @param attests type of the predicate, if it is an attestation
 * @param claims what it says besides: its signer's word
 * @param learnt what its certificates say and what its check found: not its signer's word
 */
public record FoundSignature(
    String key,
    String format,
    String evidence,
    boolean authentic,
    String whose,
    Optional<String> attests,
    Optional<Moment> goodUntil,
    List<String> claims,
    List<String> learnt,
    CheckView checks) {
  private static final int MOST_LINES = 30;

  private static final Set<String> OF_NOTATION =
      Set.of(
          Notation.CERTIFICATES_FROM,
          Notation.CERTIFICATES_UNTIL,
          Notation.TIMESTAMP,
          Notation.TIMESTAMP_AUTHORITY,
          Notation.ANCHORS,
          Notation.REVOCATION);

  /** Of signatures without a key: what logs and timestamps proved. */
  private static final Set<String> OF_LOGS = Set.of("log", "signed-at");

  static FoundSignature of(JsonNode json, Function<Instant, Moment> moments) {
    String format = json.path("format").asText();
    String evidence = json.path("evidence").asText();
    List<String> claims = new ArrayList<>();
    List<String> learnt = new ArrayList<>();
    json.path("claims")
        .properties()
        .forEach(claim ->
            (isLearnt(format, claim.getKey()) ? learnt : claims)
                .add(claim.getKey() + ": " + cut(claim.getValue().asText())));
    return new FoundSignature(
        format + " " + evidence,
        words(format),
        evidence,
        json.path("authentic").asBoolean(),
        whose(json.path("signer")),
        Answer.text(json, "attests"),
        Answer.time(json, "goodUntil").map(moments),
        shown(claims),
        shown(learnt),
        CheckView.of(json.path("checks")));
  }

  private static List<String> shown(List<String> lines) {
    return lines.stream().sorted().limit(MOST_LINES).toList();
  }

  /** Annotations of a signer have a prefix, so that none can call itself one of these. */
  private static boolean isLearnt(String format, String claim) {
    return switch (format) {
      case "notation" -> OF_NOTATION.contains(claim);
      case "sigstore-bundle", "cosign-legacy" ->
          OF_LOGS.contains(claim) || claim.startsWith("certificate.");
      case "notary-v1" -> claim.equals(CollectionFinder.COLLECTION);
      default -> false;
    };
  }

  /** A format as people call it. */
  static String words(String format) {
    return switch (format) {
      case "cosign-legacy" -> "cosign 1, 2";
      case "sigstore-bundle" -> "Sigstore bundle";
      case "notation" -> "Notation";
      case "notary-v1" -> "Docker Content Trust";
      case "openpgp" -> "OpenPGP";
      default -> format;
    };
  }

  private static String whose(JsonNode signer) {
    return switch (signer.path("kind").asText()) {
      case "key" -> "key " + brief(signer.path("fingerprint").asText());
      case "certificate" -> "certificate of " + cut(signer.path("subject").asText());
      case "keyless" ->
          cut(signer.path("identity").asText())
              + " as "
              + cut(signer.path("issuer").asText())
              + " says";
      case "openpgp" -> "OpenPGP key " + signer.path("fingerprint").asText();
      case "role" -> "role " + cut(signer.path("role").asText());
      default -> "a key that nobody here knows";
    };
  }

  /** A fingerprint or digest in the length that people compare. */
  static String brief(String digest) {
    int from = digest.indexOf(':') + 1;
    return digest.substring(0, Math.min(digest.length(), from + 16));
  }

  static String cut(String text) {
    return text.length() <= 300 ? text : text.substring(0, 300) + " …";
  }

  public String briefEvidence() {
    return brief(evidence);
  }
}
