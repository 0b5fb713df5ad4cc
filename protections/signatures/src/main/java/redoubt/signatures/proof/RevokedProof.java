package redoubt.signatures.proof;

import redoubt.signatures.proof.Trial.Pushed;

/** Uses signatures of a signer that was revoked a moment ago. */
public final class RevokedProof extends TrustAttack {
  public RevokedProof(ProvingGround ground) {
    super(
        ground,
        "revoked",
        "Nothing that a signer has signed counts from the moment the signer is revoked.",
        "Had a signer sign two images, revoked it, asked about both at once and about a third that"
            + " it signed afterwards, and tried to admit its key under another name.");
  }

  @Override
  Observation attempt(Trial trial) {
    Findings findings = new Findings();
    KeySigner leaving = new KeySigner();
    KeySigner staying = new KeySigner();
    trial.admit("leaving", "key", leaving.publicKey());
    trial.admit("staying", "key", staying.publicKey());
    Pushed first = trial.image();
    trial.attach(leaving.byTag(first));
    Pushed second = trial.image();
    trial.attach(leaving.bundle(second, second, KeySigner.SIGNS));
    Pushed others = trial.image();
    trial.attach(staying.byTag(others));
    findings.mustBeTrusted("The first image", trial.verdict(first, 1));
    findings.mustBeTrusted("The second image", trial.verdict(second, 1));
    trial.revoke("leaving");
    findings.mustNotBeTrusted(
        "An image that a revoked signer had signed", trial.verdict(first.digest()));
    findings.mustNotBeTrusted(
        "An image that a revoked signer had signed in a bundle", trial.verdict(second.digest()));
    Pushed third = trial.image();
    trial.attach(leaving.byTag(third));
    findings.mustNotBeTrusted(
        "An image that a signer signed after it was revoked", trial.verdict(third, 1));
    findings.mustBeRefused(
        "To admit a revoked key under another name",
        trial.tryToAdmit("again", "key", leaving.publicKey()));
    findings.mustBeTrusted("The image of another signer", trial.verdict(others, 1));
    return findings.observation(
        "Both images were trusted before, and not at once afterwards; all "
            + findings.refused()
            + " attempts were refused.");
  }
}
