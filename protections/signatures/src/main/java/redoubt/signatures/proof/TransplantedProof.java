package redoubt.signatures.proof;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import redoubt.signatures.proof.CertificateSigner.Validity;
import redoubt.signatures.proof.Trial.Pushed;

/** Puts good signatures of one image where those of another belong. */
public final class TransplantedProof extends TrustAttack {
  private static final Duration DAY = Duration.ofDays(1);

  public TransplantedProof(ProvingGround ground) {
    super(
        ground,
        "transplanted",
        "A signature counts for the image that was signed and for no other.",
        "Took good signatures of one image and pushed them as those of others: under the tag that"
            + " cosign looks for, in manifests about the other image, in a bundle, and in an"
            + " envelope of the Notary Project.");
  }

  /** A signature of the first image that is put beside the second. */
  private record Kind(String what, BiFunction<Pushed, Pushed, Attachment> signature) {}

  @Override
  Observation attempt(Trial trial) {
    Findings findings = new Findings();
    Instant now = trial.now();
    KeySigner signer = new KeySigner();
    trial.admit("release", "key", signer.publicKey());
    CertificateSigner certified = new CertificateSigner(now);
    trial.admit("authority", "certificate", certified.authority());
    Validity valid = new Validity(now.minus(DAY), now.plus(DAY));
    List<Kind> kinds =
        List.of(
            new Kind("by tag", signer::byTag),
            new Kind("in a manifest about it", signer::aboutSubject),
            new Kind(
                "in a bundle", (named, subject) -> signer.bundle(named, subject, KeySigner.SIGNS)),
            new Kind(
                "of the Notary Project",
                (named, subject) ->
                    certified.sign(named, subject, valid, now.minusSeconds(60), Optional.empty())));
    for (Kind kind : kinds) {
      Pushed signed = trial.image();
      Pushed other = trial.image();
      trial.attach(kind.signature().apply(signed, signed));
      trial.attach(kind.signature().apply(signed, other));
      findings.mustBeTrusted("The image that was signed " + kind.what(), trial.verdict(signed, 1));
      findings.mustNotBeTrusted(
          "Another image with that signature " + kind.what(), trial.verdict(other, 1));
    }
    return findings.observation(
        "Each of "
            + findings.refused()
            + " signatures counted where it belonged, and for no other image.");
  }
}
