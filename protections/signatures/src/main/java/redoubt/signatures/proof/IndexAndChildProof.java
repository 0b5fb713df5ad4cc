package redoubt.signatures.proof;

import java.util.List;
import redoubt.signatures.proof.Trial.Pushed;

/** Signs an index and not its images, and the other way round. */
public final class IndexAndChildProof extends TrustAttack {
  public IndexAndChildProof(ProvingGround ground) {
    super(
        ground,
        "index-and-child",
        "A signature of an index counts for the index and not for its images by themselves, one of"
            + " an image neither for an index that lists it nor for the others.",
        "Signed an index of two images, and asked about the images; signed one image of another"
            + " index, and asked about that index and the image beside it.");
  }

  @Override
  Observation attempt(Trial trial) {
    Findings findings = new Findings();
    KeySigner signer = new KeySigner();
    trial.admit("release", "key", signer.publicKey());
    List<Pushed> listed = List.of(trial.image(), trial.image());
    Pushed signedIndex = trial.index(listed);
    List<Pushed> others = List.of(trial.image(), trial.image());
    Pushed bareIndex = trial.index(others);
    trial.attach(signer.byTag(signedIndex));
    trial.attach(signer.bundle(others.getFirst(), others.getFirst(), KeySigner.SIGNS));

    findings.mustBeTrusted("The signed index", trial.verdict(signedIndex, 1));
    findings.mustBeTrusted("The signed image", trial.verdict(others.getFirst(), 1));
    for (Pushed image : listed) {
      findings.mustNotBeTrusted(
          "An image of which only the index is signed", trial.verdict(image, 0));
    }
    findings.mustNotBeTrusted(
        "An index of which only one image is signed", trial.verdict(bareIndex, 0));
    findings.mustNotBeTrusted(
        "An image beside which another one is signed", trial.verdict(others.getLast(), 0));
    return findings.observation(
        "The index and the image that were signed were trusted, and none of "
            + findings.refused()
            + " others.");
  }
}
