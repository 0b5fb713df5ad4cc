package redoubt.encryption.proof;

import java.time.Duration;
import redoubt.core.Failure;
import redoubt.encryption.Cluster;
import redoubt.encryption.outward.TookTooLong;

/** Looks into a snapshot of a cluster's etcd, with its past and its free pages. */
public final class SnapshotProof extends ClusterAttack {
  private static final Duration LONGEST = Duration.ofMinutes(5);

  public SnapshotProof(Reach reach) {
    super(
        reach,
        "snapshot",
        "A snapshot of etcd, as backups take it, has nothing in the clear that was written while"
            + " encryption was enabled.",
        "Wrote a canary through the API server, took a snapshot of etcd, and looked for the canary"
            + " in every byte of it.");
  }

  @Override
  Observation attempt(Cluster cluster, OwnPlace place) throws NotTried {
    OwnObject object = place.create();
    Findings findings = new Findings();
    findings.mustHold(
        object.isWhole(), "the API server does not give back what was written through it");
    Canary.Search search = object.canary().new Search(object.key());
    long[] bytes = {0};
    try {
      place
          .etcd()
          .snapshot(
              piece -> {
                bytes[0] += piece.byteSize();
                search.add(piece);
              },
              LONGEST);
    } catch (TookTooLong e) {
      if (findings.hold() && !search.found()) {
        throw e;
      }
    } catch (Failure e) {
      if (!search.found()) {
        throw new NotTried("no whole snapshot of its etcd could be taken (" + e.code() + ")");
      }
    }
    if (!search.knownFound() && !search.found()) {
      throw new NotTried("the snapshot of its etcd has not the object that was just written");
    }
    findings.mustHold(!search.found(), "the canary is in the snapshot in the clear");
    return findings.observation(
        "the object is in the snapshot of " + bytes[0] + " bytes, and its canary is not");
  }
}
