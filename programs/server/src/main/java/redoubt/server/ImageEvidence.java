package redoubt.server;

import java.time.Duration;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import redoubt.admission.Witness;
import redoubt.admission.decide.Evidence;
import redoubt.admission.decide.Keys;
import redoubt.admission.memory.Recent;
import redoubt.admission.policy.Requirement.Asked;
import redoubt.admission.policy.Requirement.Attested;
import redoubt.admission.policy.Requirement.ContentTrust;
import redoubt.admission.policy.Requirement.Scanned;
import redoubt.admission.policy.Requirement.Signed;
import redoubt.admission.policy.Requirement.SignedBy;
import redoubt.admission.policy.Requirement.Trusted;
import redoubt.admission.policy.SignedIdentity;
import redoubt.admission.rehearse.Foresight;
import redoubt.core.Failure;
import redoubt.oci.Digest;
import redoubt.oci.ImageReference;
import redoubt.signatures.Format;
import redoubt.signatures.gpg.IdentityRule;
import redoubt.signatures.judge.Judge;
import redoubt.signatures.judge.NamedKey;
import redoubt.signatures.judge.Opinion;
import redoubt.signatures.trust.Requirement;
import redoubt.signatures.trust.TrustPolicy;
import redoubt.signatures.trust.Verdicts;
import redoubt.signatures.trust.Without;
import redoubt.store.ChangeFeed;

/**
 * Lets admission know what content trust knows. What was found is remembered for a second, so that
 * a thousand pods of one image cost one look, or until something arrives in its repository; while
 * the database is away, for ten minutes.
 */
final class ImageEvidence implements Witness, Foresight {
  private static final Duration FRESH = Duration.ofSeconds(1);
  private static final Duration KEPT = Duration.ofMinutes(10);
  private static final int MOST = 100_000;

  private record Name(String instance, ImageReference image) {}

  /**
   * @param keys that the requirement names, as they are
   * @param without whose signatures do not count
   */
  private record Question(
      String instance,
      ImageReference image,
      Digest digest,
      Asked requirement,
      List<Keys.Held> keys,
      Optional<Without> without) {}

  private final Judge judge;
  private final Recent<Name, Evidence.Meaning> meanings;
  private final Recent<Question, Evidence.Finding> findings;

  ImageEvidence(Judge judge, ChangeFeed changes, InstantSource clock) {
    this.judge = judge;
    this.meanings = new Recent<>(FRESH, KEPT, MOST, clock, name -> repository(name.image()));
    this.findings = new Recent<>(FRESH, KEPT, MOST, clock, one -> repository(one.image()));
    changes.subscribe(
        ImageNews.TOPIC,
        repository -> {
          meanings.changed(repository);
          findings.changed(repository);
        },
        () -> {
          meanings.changed();
          findings.changed();
        });
  }

  private static String repository(ImageReference image) {
    return image.repository().text();
  }

  @Override
  public Evidence of(String instance, Keys keys) {
    return of(instance, keys, Optional.empty());
  }

  @Override
  public Evidence without(String instance, Keys keys, String namespace, String signer) {
    Without without = new Without(namespace, signer);
    judge.requireLive(instance, without);
    return of(instance, keys, Optional.of(without));
  }

  private Evidence of(String instance, Keys keys, Optional<Without> without) {
    return new Evidence() {
      @Override
      public Meaning meaning(ImageReference image) {
        return meanings.of(
            new Name(instance, image), () -> ImageEvidence.this.meaning(instance, image));
      }

      @Override
      public Finding finding(
          ImageReference image, Digest digest, String namespace, Asked requirement) {
        Question question =
            new Question(
                instance, image, digest, requirement, held(keys, namespace, requirement), without);
        return findings.of(question, () -> ImageEvidence.this.finding(question));
      }
    };
  }

  private static List<Keys.Held> held(Keys keys, String namespace, Asked requirement) {
    return switch (requirement) {
      case ContentTrust trust ->
          trust.signers().stream().map(one -> keys.of(one, namespace)).toList();
      case SignedBy signed -> List.of(keys.of(signed.keys(), namespace));
      case Trusted _, Signed _, Attested _, Scanned _ -> List.of();
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

  private Evidence.Finding finding(Question question) {
    for (Keys.Held held : question.keys()) {
      if (held instanceof Keys.Held.Nothing(String said, String remedy)) {
        return new Evidence.Finding(false, said, remedy);
      }
    }
    String instance = question.instance();
    ImageReference image = question.image();
    Digest digest = question.digest();
    try {
      return switch (question.requirement()) {
        case Trusted _ -> said(question, Optional.empty());
        case Signed signed -> said(question, Optional.of(policy(signed)));
        case Attested attested -> said(question, Optional.of(policy(attested)));
        case ContentTrust _ ->
            opinion(
                judge.signedTag(instance, image, digest, named(question.keys())),
                "Sign it: docker trust sign " + image.untied() + ".");
        case SignedBy signed ->
            opinion(
                judge.simplySigned(
                    instance,
                    image,
                    digest,
                    named(question.keys()).getFirst().text(),
                    rule(signed.identity())),
                "Sign it: skopeo copy --sign-by KEY.");
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

  private static Evidence.Finding opinion(Opinion opinion, String remedy) {
    return new Evidence.Finding(opinion.holds(), opinion.said(), remedy);
  }

  private static List<NamedKey> named(List<Keys.Held> keys) {
    return keys.stream()
        .filter(Keys.Held.Public.class::isInstance)
        .map(Keys.Held.Public.class::cast)
        .map(one -> new NamedKey(one.called(), one.keys()))
        .toList();
  }

  private static IdentityRule rule(SignedIdentity identity) {
    return switch (identity) {
      case SignedIdentity.MatchRepoDigestOrExact _ -> new IdentityRule.MatchRepoDigestOrExact();
      case SignedIdentity.MatchExact _ -> new IdentityRule.MatchExact();
      case SignedIdentity.MatchRepository _ -> new IdentityRule.MatchRepository();
      case SignedIdentity.ExactReference exact ->
          new IdentityRule.ExactReference(exact.reference());
      case SignedIdentity.ExactRepository exact ->
          new IdentityRule.ExactRepository(exact.repository());
      case SignedIdentity.RemapIdentity remap ->
          new IdentityRule.RemapIdentity(remap.prefix(), remap.signedPrefix());
    };
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

  private Evidence.Finding said(Question question, Optional<TrustPolicy> policy) {
    ImageReference image = question.image();
    Verdicts.Answer answer =
        judge.of(question.instance(), image, question.digest(), policy, question.without());
    return new Evidence.Finding(
        answer.verdict().trusted(),
        answer.verdict().said(),
        "See what was found: redoubt image verify "
            + (answer.subject().isForeign() ? image.name() : answer.subject().name())
            + "@"
            + answer.subject().digest()
            + " --explain.");
  }
}
