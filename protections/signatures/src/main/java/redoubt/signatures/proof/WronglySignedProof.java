package redoubt.signatures.proof;

import java.util.List;
import redoubt.signatures.proof.Trial.Pushed;

/** Signs with the wrong key, wrongly, or something else. */
public final class WronglySignedProof extends TrustAttack {
  public WronglySignedProof(ProvingGround ground) {
    super(
        ground,
        "wrongly-signed",
        "Only a signature that holds, by a key that may sign in the namespace, makes an image"
            + " trusted.",
        "Signed images with a stranger's key in two formats, with a signer's key and one bit of"
            + " the signature turned, and with a payload that is no signature of an image.");
  }

  @Override
  Observation attempt(Trial trial) {
    Findings findings = new Findings();
    KeySigner signer = new KeySigner();
    KeySigner stranger = new KeySigner();
    trial.admit("release", "key", signer.publicKey());
    Pushed good = trial.image();
    trial.attach(signer.byTag(good));
    findings.mustBeTrusted("The image that is signed as it should be", trial.verdict(good, 1));
    for (Attempt attempt :
        List.of(
            new Attempt("An image that a stranger signed", stranger::byTag),
            new Attempt(
                "An image that a stranger signed in a bundle",
                image -> stranger.bundle(image, image, KeySigner.SIGNS)),
            new Attempt("An image with a turned bit in its signature", signer::turned),
            new Attempt("An image with a payload of another type", signer::ofOtherType))) {
      Pushed image = trial.image();
      trial.attach(attempt.signature().apply(image));
      findings.mustNotBeTrusted(attempt.what(), trial.verdict(image, 1));
    }
    return findings.observation(
        "None of " + findings.refused() + " images was trusted, and the well signed one was.");
  }

  private record Attempt(String what, java.util.function.Function<Pushed, Attachment> signature) {}
}
