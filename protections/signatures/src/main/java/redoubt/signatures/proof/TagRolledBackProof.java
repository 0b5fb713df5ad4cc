package redoubt.signatures.proof;

import java.util.Map;
import redoubt.signatures.proof.Trial.Pushed;

/** Puts a tag of a signed collection back to what it named before. */
public final class TagRolledBackProof extends TrustAttack {
  private static final String TAG = "v1";

  public TagRolledBackProof(ProvingGround ground) {
    super(
        ground,
        "tag-rolled-back",
        "A tag that was signed anew cannot be put back to the image that it named before.",
        "Published a signed collection twice, the second time with another image under the tag;"
            + " then moved the tag back, published the old files again, and published the old list"
            + " of tags under a new snapshot.");
  }

  @Override
  Observation attempt(Trial trial) {
    Findings findings = new Findings();
    Collection collection = new Collection(trial);
    trial.admit("release", "key", collection.publicKey());
    Pushed old = trial.image();
    Pushed fresh = trial.image();
    trial.tag(old, TAG);
    collection.mustPublish(1, Map.of(TAG, old));
    findings.mustBeTrusted(
        "The old image before", trial.verdict(old.digest().toString(), Trial.Judged::trusted));
    byte[] oldTargets = collection.fetch("targets");
    byte[] oldSnapshot = collection.fetch("snapshot");
    trial.tag(fresh, TAG);
    collection.mustPublish(2, Map.of(TAG, fresh));
    findings.mustBeTrusted("The new image", trial.verdict(TAG, Trial.Judged::trusted));

    trial.tag(old, TAG);
    findings.mustNotBeTrusted(
        "The old image under the tag", trial.verdict(TAG, judged -> !judged.trusted()));
    findings.mustNotBeTrusted(
        "The old image by its digest",
        trial.verdict(old.digest().toString(), judged -> !judged.trusted()));
    findings.mustBeRefused(
        "The old files",
        collection.publish(Map.of("targets", oldTargets, "snapshot", oldSnapshot)));
    findings.mustBeRefused(
        "The old list of tags under a new snapshot",
        collection.publish(
            Map.of("targets", oldTargets, "snapshot", collection.snapshot(3, oldTargets))));
    findings.mustNotBeTrusted("The old image in the end", trial.verdict(TAG));
    findings.mustBeTrusted("The new image in the end", trial.verdict(fresh.digest()));
    return findings.observation(
        "All "
            + findings.refused()
            + " attempts were refused, and the new image was trusted all along.");
  }
}
