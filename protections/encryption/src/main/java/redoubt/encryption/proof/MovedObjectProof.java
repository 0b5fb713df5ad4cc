package redoubt.encryption.proof;

import redoubt.encryption.Cluster;
import redoubt.encryption.kube.OwnObjects.Reply;

/** Puts a stored object where another one was. */
public final class MovedObjectProof extends ClusterAttack {
  private static final int REFUSED = 500;

  public MovedObjectProof(Reach reach) {
    super(
        reach,
        "moved-object",
        "A stored object that was moved to another name is refused by the API server.",
        "Stored an object of the proof's own under the key of another one of its own in etcd, and"
            + " read that one through the API server.");
  }

  @Override
  Observation attempt(Cluster cluster, OwnPlace place) throws NotTried {
    place.requireLeaveToDamage();
    OwnObject source = place.create();
    OwnObject target = place.create();
    Findings findings = new Findings();
    findings.mustHold(
        source.isWhole() && target.isWhole(), "the objects could not be read before either");
    if (!Stored.isEncrypted(source.stored())) {
      return Observation.failed("the object is stored in the clear");
    }
    target.damage(source.stored());
    Reply reply = target.read();
    target.restore();
    findings.mustHold(
        reply.status() == REFUSED, "the moved object was answered with " + reply.status());
    findings.mustHold(
        !reply.text().equals(java.util.Optional.of(source.canary().text())),
        "the other object's secret was shown");
    findings.mustHold(
        source.isWhole() && target.isWhole(), "the objects could not be read when in their places");
    return findings.observation("it was refused, and both were read before and afterwards");
  }
}
