package redoubt.signatures.proof;

import redoubt.signatures.proof.Trial.Pushed;

/** Asks about images that nobody has signed, some of which look as if. */
public final class UnsignedProof extends TrustAttack {
  public UnsignedProof(ProvingGround ground) {
    super(
        ground,
        "unsigned",
        "An image that nobody has signed is not trusted.",
        "Pushed images beside a signed one: without anything, with a signer's attestation in the"
            + " place of a signature, and with a signature of which there is nothing but the tag.");
  }

  @Override
  Observation attempt(Trial trial) {
    Findings findings = new Findings();
    KeySigner signer = new KeySigner();
    trial.admit("release", "key", signer.publicKey());
    Pushed bare = trial.image();
    Pushed attested = trial.image();
    trial.attach(signer.bundle(attested, attested, KeySigner.ATTESTS));
    Pushed tagged = trial.image();
    Pushed empty = trial.image();
    trial.tag(empty, tagged.digest().toString().replace(':', '-') + ".sig");
    Pushed signed = trial.image();
    trial.attach(signer.byTag(signed));
    findings.mustBeTrusted("The signed image", trial.verdict(signed, 1));
    findings.mustNotBeTrusted("An image that is attested alone", trial.verdict(attested, 1));
    findings.mustNotBeTrusted("An unsigned image", trial.verdict(bare, 0));
    findings.mustNotBeTrusted(
        "An image with the tag of a signature alone", trial.verdict(tagged, 0));
    return findings.observation(
        "None of " + findings.refused() + " images was trusted, and the signed one was.");
  }
}
