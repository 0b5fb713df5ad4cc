package redoubt.encryption.proof;

import redoubt.encryption.Cluster;
import redoubt.encryption.kube.OwnObjects.Reply;

/** Changes a stored object by a bit. */
public final class FlippedBitProof extends ClusterAttack {
  private static final int REFUSED = 500;

  public FlippedBitProof(Reach reach) {
    super(
        reach,
        "flipped-bit",
        "A stored object that was changed by a bit is refused by the API server.",
        "Flipped a bit of an object of the proof's own in etcd, at three places one after the"
            + " other, and read it through the API server.");
  }

  @Override
  Observation attempt(Cluster cluster, OwnPlace place) throws NotTried {
    place.requireLeaveToDamage();
    OwnObject object = place.create();
    Findings findings = new Findings();
    findings.mustHold(object.isWhole(), "the object could not be read before either");
    if (!Stored.isEncrypted(object.stored())) {
      return Observation.failed("the object is stored in the clear");
    }
    int refused = 0;
    for (int at : BitFlips.places(object.stored())) {
      byte[] flipped = object.stored();
      flipped[at] ^= 1;
      object.damage(flipped);
      Reply reply = object.read();
      object.restore();
      findings.mustHold(
          reply.status() == REFUSED,
          "the object with a flipped bit was answered with " + reply.status());
      refused++;
    }
    findings.mustHold(object.isWhole(), "the object could not be read when it was whole again");
    return findings.observation(
        "it was refused " + refused + " times, and read before and afterwards");
  }
}
