package redoubt.signatures.trust;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import redoubt.oci.Digest;
import redoubt.oci.RepositoryName;
import redoubt.signatures.Check;
import redoubt.signatures.Fact;
import redoubt.signatures.Format;
import redoubt.signatures.Signer;
import redoubt.signatures.signers.Credential;
import redoubt.signatures.signers.NamedSigner;
import redoubt.signatures.signers.SignerKind;

/** What is told of more signatures than one can read. */
final class ToldTest {
  private static final Digest IMAGE = Digest.of((byte) 1);

  private static List<Fact> refused(int count, String why) {
    return Collections.nCopies(
        count,
        Fact.ofImage(
            IMAGE,
            Format.COSIGN_LEGACY,
            IMAGE,
            new Signer.Unknown(),
            Map.of(),
            Check.failed("signature", why)));
  }

  private static Check judged(List<Fact> facts, Requirement... requirements) {
    return judged(List.of(), facts, requirements);
  }

  private static Check judged(
      List<NamedSigner> signers, List<Fact> facts, Requirement... requirements) {
    return Trust.judge(
            facts,
            new TrustPolicy(List.of(requirements)),
            signers,
            (attestation, condition) -> Check.failed("condition", "Nothing is attested."),
            new Asked(new RepositoryName("team/app"), Optional.empty(), IMAGE, Optional.empty()),
            Instant.EPOCH)
        .check();
  }

  private static Requirement.Signed signed() {
    return new Requirement.Signed(Set.of(), Set.of(), 1);
  }

  @Test
  void whyNoneCountsIsCountedAmongAllOfThem() {
    List<Fact> facts =
        Stream.concat(
                refused(70, "No known key made it.").stream(),
                refused(80, "It names another image.").stream())
            .toList();
    Check check = judged(facts, signed());
    assertThat(check.said())
        .isEqualTo("None of 150 counts. 80: It names another image. 70: No known key made it.");
    assertThat(check.parts().getFirst().parts()).hasSize(100);
  }

  /** The first requirement has told of as many as one can read. */
  @Test
  void thatThereIsASignatureIsKnownToEachRequirement() {
    Check check = judged(refused(120, "No known key made it."), signed(), signed());
    assertThat(check.parts())
        .extracting(Check::said)
        .containsExactly("No known key made it.", "No known key made it.");
  }

  @Test
  void whereNothingIsSignedItIsSaidSo() {
    assertThat(judged(List.of(), signed()).said()).isEqualTo("Nobody has signed it.");
  }

  private static Fact authentic(Signer signer) {
    return Fact.ofImage(
        IMAGE, Format.COSIGN_LEGACY, IMAGE, signer, Map.of(), Check.passed("signature", "Good."));
  }

  /** Anybody may put as many signatures of strangers beside an image as they like. */
  @Test
  void strangersDoNotHideWhoWasRevoked() {
    List<Fact> facts = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      facts.add(authentic(new Signer.Key("stranger" + i)));
    }
    facts.add(authentic(new Signer.Key("ann")));
    NamedSigner ann =
        new NamedSigner(
                new UUID(0, 1),
                "x",
                "team",
                "ann",
                new Credential(SignerKind.KEY, "", Set.of("ann"), Map.of()),
                Instant.EPOCH,
                "x",
                Optional.empty())
            .revoked(Instant.EPOCH, "x");
    Check check = judged(List.of(ann), facts, signed());
    assertThat(check.said())
        .isEqualTo(
            "None of 6 counts. 5: It is of nobody who may sign in this namespace. 1: It is of ann,"
                + " who was revoked as a signer.");
    assertThat(check.parts().getFirst().parts().getFirst().said())
        .isEqualTo("It is of nobody who may sign in this namespace: of the key stranger0.");
    assertThat(judged(List.of(), facts.subList(0, 1), signed()).said())
        .isEqualTo("It is of nobody who may sign in this namespace: of the key stranger0.");
  }
}
