package redoubt.server;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import redoubt.admission.Witness;
import redoubt.admission.decide.Evidence;
import redoubt.admission.memory.Recent;
import redoubt.admission.policy.Requirement.Asked;
import redoubt.admission.policy.Requirement.Attested;
import redoubt.admission.policy.Requirement.ContentTrust;
import redoubt.admission.policy.Requirement.Scanned;
import redoubt.admission.policy.Requirement.Signed;
import redoubt.admission.policy.Requirement.SignedBy;
import redoubt.admission.policy.Requirement.Trusted;
import redoubt.core.Failure;
import redoubt.oci.Digest;
import redoubt.oci.ImageReference;
import redoubt.signatures.Fact;
import redoubt.signatures.Format;
import redoubt.signatures.Judge;
import redoubt.signatures.trust.Requirement;
import redoubt.signatures.trust.TrustPolicy;
import redoubt.signatures.trust.Verdicts;

/**
 * Lets admission know what content trust knows. What was found is remembered for a second, so that
 * a thousand pods of one image cost one look; while the database is away, for ten minutes.
 */
final class ImageEvidence implements Witness {
  private static final Duration FRESH = Duration.ofSeconds(1);
  private static final Duration KEPT = Duration.ofMinutes(10);
  private static final int MOST = 100_000;

  private record Name(String instance, ImageReference image) {}

  private record Question(
      String instance, ImageReference image, Digest digest, Asked requirement) {}

  private final Judge judge;
  private final InstantSource clock;
  private final Recent<Name, Evidence.Meaning> meanings;
  private final Recent<Question, Evidence.Finding> findings;

  ImageEvidence(Judge judge, InstantSource clock) {
    this.judge = judge;
    this.clock = clock;
    this.meanings = new Recent<>(FRESH, KEPT, MOST, clock);
    this.findings = new Recent<>(FRESH, KEPT, MOST, clock);
  }

  @Override
  public Evidence of(String instance) {
    return new Evidence() {
      @Override
      public Meaning meaning(ImageReference image) {
        return meanings.of(
            new Name(instance, image), () -> ImageEvidence.this.meaning(instance, image));
      }

      @Override
      public Finding finding(
          ImageReference image, Digest digest, String namespace, Asked requirement) {
        return findings.of(
            new Question(instance, image, digest, requirement),
            () -> ImageEvidence.this.finding(instance, image, digest, requirement));
      }
    };
  }

  private Evidence.Meaning meaning(String instance, ImageReference image) {
    try {
      return new Evidence.Meaning.Exactly(judge.meaning(instance, image));
    } catch (Failure e) {
      return new Evidence.Meaning.Unknown(known(e).what(), e.remedy());
    }
  }

  /** That the database is away says nothing of the image. */
  private static Failure known(Failure e) {
    if (e.code().startsWith("store.")) {
      throw e;
    }
    return e;
  }

  private Evidence.Finding finding(
      String instance, ImageReference image, Digest digest, Asked requirement) {
    try {
      return switch (requirement) {
        case Trusted _ -> said(judge.of(instance, image, digest, Optional.empty()), image);
        case Signed signed ->
            said(judge.of(instance, image, digest, Optional.of(policy(signed))), image);
        case Attested attested ->
            said(judge.of(instance, image, digest, Optional.of(policy(attested))), image);
        case ContentTrust trust -> contentTrust(instance, image, digest, trust);
        case SignedBy _ ->
            new Evidence.Finding(
                false,
                "Keys that lie in secrets of clusters are not known here.",
                "Add the key as a signer of the namespace, and ask for it with signedBy.");
        case Scanned _ ->
            new Evidence.Finding(
                false,
                "No scanner says what is in the image.",
                "Ask for no scan until there is one.");
      };
    } catch (Failure e) {
      return new Evidence.Finding(false, known(e).what(), e.remedy());
    }
  }

  private static TrustPolicy policy(Signed signed) {
    Set<Format> formats =
        signed.formats().stream()
            .map(word -> Format.valueOf(word.toUpperCase(Locale.ROOT).replace('-', '_')))
            .collect(Collectors.toCollection(() -> EnumSet.noneOf(Format.class)));
    return new TrustPolicy(
        List.of(new Requirement.Signed(signed.signers(), formats, signed.threshold())));
  }

  private static TrustPolicy policy(Attested attested) {
    return new TrustPolicy(
        List.of(
            new Requirement.Attested(attested.signers(), attested.type(), attested.condition())));
  }

  private static Evidence.Finding said(Verdicts.Answer answer, ImageReference image) {
    return new Evidence.Finding(
        answer.verdict().trusted(),
        answer.verdict().said(),
        "See what was found: redoubt image verify "
            + (answer.subject().isForeign() ? image.name() : answer.subject().name())
            + "@"
            + answer.subject().digest()
            + " --explain.");
  }

  /** In the words of Portieris (pkg/verifier/trust, pkg/notary). */
  private Evidence.Finding contentTrust(
      String instance, ImageReference image, Digest digest, ContentTrust trust) {
    if (!trust.signers().isEmpty()) {
      return new Evidence.Finding(
          false,
          "Keys that lie in secrets of clusters are not known here.",
          "Add the keys as signers of the namespace, and ask for them with signedBy.");
    }
    Verdicts.Answer answer = judge.of(instance, image, digest, Optional.empty());
    Instant now = clock.instant();
    boolean signed =
        answer.facts().stream()
            .filter(fact -> fact.format() == Format.NOTARY_V1 && fact.isAuthentic())
            .filter(fact -> isNow(fact, now))
            .anyMatch(fact ->
                image.tag().map(tag -> tag.text().equals(fact.claims().get("tag"))).orElse(true));
    return new Evidence.Finding(
        signed,
        signed
            ? "Its tag is signed in Docker Content Trust."
            : "No valid trust data for "
                + image.tag().map(tag -> tag.text()).orElseGet(digest::toString)
                + ".",
        "Sign it: docker trust sign " + image.untied() + ".");
  }

  private static boolean isNow(Fact fact, Instant now) {
    return fact.goodFrom().filter(now::isBefore).isEmpty()
        && fact.goodUntil().filter(end -> !now.isBefore(end)).isEmpty();
  }
}
