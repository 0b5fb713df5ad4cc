package redoubt.signatures.proof;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import redoubt.crypto.Hash;
import redoubt.signatures.proof.CertificateSigner.Validity;
import redoubt.signatures.proof.Trial.Pushed;

/** Uses signatures of a signer that was revoked a moment ago. */
public final class RevokedProof extends TrustAttack {
  private static final Duration DAY = Duration.ofDays(1);

  public RevokedProof(ProvingGround ground) {
    super(
        ground,
        "revoked",
        "Nothing that a signer has signed counts from the moment the signer is revoked.",
        "Had a signer sign images with its key, with a certificate of the key whose authority is"
            + " another signer, and in a collection with another root than it is bound to, where"
            + " the key has a second name; revoked it, asked about all at once and about more that"
            + " it signed afterwards, and tried to admit its key under another name.");
  }

  @Override
  Observation attempt(Trial trial) {
    Findings findings = new Findings();
    KeySigner leaving = new KeySigner();
    KeySigner staying = new KeySigner();
    CertificateSigner authority = new CertificateSigner(trial.now());
    Validity valid = new Validity(trial.now().minus(DAY), trial.now().plus(DAY));
    Instant at = trial.now().minusSeconds(60);
    Collection collection = new Collection(trial, leaving.pair());
    trial.admit(
        "leaving",
        "key",
        leaving.publicKey(),
        Map.of("collectionRoot", Hash.sha256Hex(staying.pair().getPublic().getEncoded())));
    trial.admit("second-name", "key", leaving.publicKey());
    trial.admit("staying", "key", staying.publicKey());
    trial.admit("authority", "certificate", authority.authority());
    Pushed first = trial.image();
    trial.attach(leaving.byTag(first));
    Pushed second = trial.image();
    trial.attach(leaving.bundle(second, second, KeySigner.SIGNS));
    Pushed certified = trial.image();
    trial.attach(authority.sign(leaving.pair(), certified, valid, at));
    Pushed tagged = trial.image();
    collection.mustPublish(1, Map.of("v1", tagged));
    Pushed others = trial.image();
    trial.attach(staying.byTag(others));
    Pushed othersCertified = trial.image();
    trial.attach(authority.sign(staying.pair(), othersCertified, valid, at));
    findings.mustBeTrusted("The first image", trial.verdict(first, 1));
    findings.mustBeTrusted("The second image", trial.verdict(second, 1));
    findings.mustBeTrusted("The image signed with a certificate", trial.verdict(certified, 1));
    if (findings.areBreached()) {
      return findings.observation("");
    }
    findings.mustBeTrusted(
        "The image with a signed tag",
        trial.verdict(tagged.digest().toString(), Trial.Judged::trusted));
    trial.revoke("leaving");
    findings.mustNotBeTrusted(
        "An image that a revoked signer had signed", trial.verdict(first.digest()));
    findings.mustNotBeTrusted(
        "An image that a revoked signer had signed in a bundle", trial.verdict(second.digest()));
    findings.mustNotBeTrusted(
        "An image signed with a certificate of the revoked key", trial.verdict(certified.digest()));
    findings.mustNotBeTrusted(
        "An image whose tag the revoked key had signed in another collection",
        trial.verdict(tagged.digest()));
    Pushed third = trial.image();
    trial.attach(leaving.byTag(third));
    findings.mustNotBeTrusted(
        "An image that a signer signed after it was revoked", trial.verdict(third, 1));
    Pushed fourth = trial.image();
    trial.attach(authority.sign(leaving.pair(), fourth, valid, at));
    findings.mustNotBeTrusted(
        "An image signed with a certificate after its key was revoked", trial.verdict(fourth, 1));
    findings.mustBeRefused(
        "To admit a revoked key under another name",
        trial.tryToAdmit("again", "key", leaving.publicKey()));
    findings.mustBeTrusted("The image of another signer", trial.verdict(others, 1));
    findings.mustBeTrusted(
        "The image of another signer with a certificate", trial.verdict(othersCertified, 1));
    return findings.observation(
        "All images were trusted before, and not at once afterwards; all "
            + findings.refused()
            + " attempts were refused.");
  }
}
