package redoubt.encryption.proof;

import java.lang.foreign.MemorySegment;
import redoubt.core.Failure;
import redoubt.encryption.Cluster;
import redoubt.encryption.envelope.Envelope;
import redoubt.encryption.envelope.EnvelopeReader;
import redoubt.encryption.envelope.Format;
import redoubt.encryption.etcd.LiveEtcd;
import redoubt.encryption.etcd.ObjectSink;
import redoubt.encryption.etcd.StoredObject;
import redoubt.encryption.outward.TookTooLong;

/** Writes through an API server what must not be found in etcd. */
public final class CanaryProof extends ClusterAttack {
  public CanaryProof(Reach reach) {
    super(
        reach,
        "canary",
        "What is written through the API server lies in etcd encrypted under the cluster's root"
            + " key.",
        "Wrote a canary through the API server, and looked for it in every value in etcd: as it is,"
            + " in hex, in base64 at each alignment.");
  }

  @Override
  Observation attempt(Cluster cluster, OwnPlace place) throws NotTried {
    OwnObject object = place.create();
    Findings findings = new Findings();
    findings.mustHold(
        object.isWhole(), "the API server does not give back what was written through it");
    Envelope envelope = new EnvelopeReader().read(MemorySegment.ofArray(object.stored()));
    findings.mustHold(
        envelope.format().isKms(), "what was written is stored as " + envelope.format().text());
    findings.mustHold(
        envelope.format() != Format.KMS_V2 || reach().keyIds(cluster).contains(envelope.keyId()),
        "what was written is under a key_id that the cluster was never given");
    Searched searched = new Searched(object.canary());
    try (LiveEtcd etcd = place.allOfEtcd()) {
      etcd.scan(searched);
    } catch (TookTooLong e) {
      if (findings.hold() && searched.count == 0) {
        throw e;
      }
    } catch (Failure e) {
      if (findings.hold() && searched.count == 0) {
        throw new NotTried("its etcd could not be read to its end (" + e.code() + ")");
      }
    }
    findings.mustHold(
        searched.count == 0,
        "the canary is in etcd in the clear, in " + searched.count + " of its values");
    return findings.observation(
        "the canary is in none of "
            + searched.objects
            + " values in etcd, and the API server gives it back");
  }

  /** All values of etcd at one revision. */
  private static final class Searched implements ObjectSink {
    private final Canary canary;
    private long count;
    private long objects;

    Searched(Canary canary) {
      this.canary = canary;
    }

    @Override
    public void begin(long revision) {
      objects = 0;
      count = 0;
    }

    @Override
    public void object(StoredObject object) {
      objects++;
      if (canary.isIn(object.value())) {
        count++;
      }
    }
  }
}
