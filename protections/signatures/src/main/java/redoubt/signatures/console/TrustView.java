package redoubt.signatures.console;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import redoubt.web.console.Moment;
import redoubt.web.console.Pill;
import redoubt.web.console.Tone;

/**
 * What is said of an image, and why.
 *
 * @param requirements of the policy, each with what was found for it: what counts first, then what
 *     is authentic, then by name
 * @param others what was found and no requirement asks for, in the same order
 * @param found whether there is a signature at all, whoever's it is
 * @param namespace whose signers and policy count
 * @param exact repository and digest, as commands name the image
 * @param reached the same, as tools of containers name it
 * @param asked as it was asked for: by a tag, or by its digest
 * @param own whether it lies in this registry
 * @param signersPath page of the namespace's signers, for who may see it
 */
public record TrustView(
    boolean trusted,
    String said,
    List<Requirement> requirements,
    List<FoundSignature> others,
    boolean found,
    String namespace,
    String exact,
    String asked,
    String reached,
    boolean own,
    Optional<String> signersPath) {
  /** Signatures of one requirement that are shown. */
  private static final int MOST = 25;

  /** A requirement, and whether it holds. */
  public record Requirement(
      String name, Pill pill, String said, List<Judged> signatures, int more) {}

  /**
   * Something that was found, and whether it counts for a requirement.
   *
   * @param signature empty for what is no signature
   */
  public record Judged(CheckView check, Optional<FoundSignature> signature) {
    public Pill pill() {
      return check.isPassed()
          ? new Pill(Tone.GOOD, "counts")
          : new Pill(Tone.BAD, "does not count");
    }
  }

  /** Of an image of this registry. */
  static TrustView own(
      JsonNode json,
      Function<Instant, Moment> moments,
      String reference,
      String host,
      String namespace,
      Optional<String> signersPath) {
    String asked =
        json.path("repository").asText() + (reference.contains(":") ? "@" : ":") + reference;
    return of(json, moments, asked, host + "/" + exact(json), true, namespace, signersPath);
  }

  /** Of one of another registry. */
  static TrustView foreign(
      JsonNode json, Function<Instant, Moment> moments, String namespace, String signersPath) {
    return of(json, moments, exact(json), exact(json), false, namespace, Optional.of(signersPath));
  }

  private static String exact(JsonNode json) {
    return json.path("repository").asText() + "@" + json.path("digest").asText();
  }

  private static TrustView of(
      JsonNode json,
      Function<Instant, Moment> moments,
      String asked,
      String reached,
      boolean own,
      String namespace,
      Optional<String> signersPath) {
    List<FoundSignature> found = new ArrayList<>();
    json.path("signatures").forEach(one -> found.add(FoundSignature.of(one, moments)));
    CheckView policy = CheckView.of(json.path("explanation"));
    Set<FoundSignature> judged = new HashSet<>();
    List<Requirement> requirements =
        policy.parts().stream().map(part -> requirement(part, found, judged)).toList();
    return new TrustView(
        json.path("trusted").asBoolean(),
        json.path("said").asText(),
        requirements,
        found.stream()
            .filter(one -> !judged.contains(one))
            .sorted(
                Comparator.comparing(FoundSignature::authentic)
                    .reversed()
                    .thenComparing(FoundSignature::key))
            .limit(MOST)
            .toList(),
        found.stream().anyMatch(one -> one.attests().isEmpty()),
        namespace,
        exact(json),
        asked,
        reached,
        own,
        signersPath);
  }

  /** Parts name format and evidence; of several of one name the order is the same. */
  private static Requirement requirement(
      CheckView part, List<FoundSignature> found, Set<FoundSignature> asked) {
    boolean attested = part.name().startsWith("attested ");
    Map<String, Deque<FoundSignature>> byKey = new HashMap<>();
    found.stream()
        .filter(one -> one.attests().isPresent() == attested)
        .forEach(one -> byKey.computeIfAbsent(one.key(), key -> new ArrayDeque<>()).add(one));
    List<Judged> judged = new ArrayList<>();
    for (CheckView check : part.parts()) {
      Deque<FoundSignature> there = byKey.getOrDefault(check.name(), new ArrayDeque<>());
      Optional<FoundSignature> signature = Optional.ofNullable(there.pollFirst());
      signature.ifPresent(asked::add);
      judged.add(new Judged(check, signature));
    }
    judged.sort(
        Comparator.comparing((Judged one) -> one.check().isPassed())
            .thenComparing(one -> one.signature().filter(FoundSignature::authentic).isPresent())
            .reversed()
            .thenComparing(one -> one.check().name()));
    return new Requirement(
        attested ? "Attested: " + part.name().substring(9) : "Signed",
        part.isPassed() ? new Pill(Tone.GOOD, "holds") : new Pill(Tone.BAD, "does not hold"),
        part.said(),
        judged.stream().limit(MOST).toList(),
        Math.max(0, judged.size() - MOST));
  }

  /** In a word. */
  public Pill pill() {
    return trusted
        ? new Pill(Tone.GOOD, "trusted")
        : found ? new Pill(Tone.BAD, "not trusted") : new Pill(Tone.QUIET, "unsigned");
  }
}
