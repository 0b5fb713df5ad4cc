package redoubt.encryption.proof;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import redoubt.core.Deadline;
import redoubt.core.Failure;
import redoubt.core.Outward;
import redoubt.encryption.Cluster;
import redoubt.encryption.cluster.EtcdAccess;
import redoubt.encryption.etcd.EtcdAddress;
import redoubt.encryption.etcd.EtcdKeys;
import redoubt.encryption.etcd.LiveEtcd;
import redoubt.encryption.kube.KubeAccess;
import redoubt.encryption.kube.OwnObjects;
import redoubt.encryption.kube.OwnObjects.Kind;
import redoubt.encryption.outward.TookTooLong;

/**
 * The namespace that a cluster's owners made for proofs, with the objects of one proof in it.
 * Closing it removes them. Through etcd nothing can be touched but keys of proofs' objects in that
 * namespace.
 */
final class OwnPlace implements AutoCloseable {
  /** The namespace; that it exists is the owners' leave to make objects in it. */
  static final String NAMESPACE = "redoubt-proofs";

  /** A label of the namespace: the owners' leave to damage objects for a moment. */
  static final String DAMAGE = "redoubt.dev/damage";

  static final String ALLOWED = "allowed";

  private static final Duration ABANDONED = Duration.ofMinutes(30);

  private static final Duration REMOVING = Duration.ofMinutes(1);

  /** Under which API servers store, unless they are told otherwise. */
  private static final List<String> ROOTS = List.of("/registry/", "/kubernetes.io/");

  private final OwnObjects objects;
  private final EtcdKeys etcd;
  private final EtcdAddress address;
  private final Kind kind;
  private final Map<String, String> labels;
  private final Instant now;
  private final Outward outward;
  private final Deadline deadline;
  private final List<OwnObject> made = new ArrayList<>();

  private OwnPlace(
      OwnObjects objects,
      EtcdKeys etcd,
      EtcdAddress address,
      Kind kind,
      Map<String, String> labels,
      Reach reach,
      Deadline deadline) {
    this.objects = objects;
    this.etcd = etcd;
    this.address = address;
    this.kind = kind;
    this.labels = labels;
    this.now = reach.now();
    this.outward = reach.outward();
    this.deadline = deadline;
  }

  /**
   * Enters the place, and removes what killed runs left there half an hour ago or earlier.
   *
   * @param deadline for all that is done there; removing what was made has a time of its own
   * @throws NotTried when something is wanting
   */
  static OwnPlace in(Reach reach, Cluster cluster, Deadline deadline) throws NotTried {
    Kind kind = kind(cluster);
    KubeAccess kube =
        reach.kube(cluster).orElseThrow(() -> new NotTried("there is no kubeconfig of it"));
    EtcdAddress address =
        reach
            .etcd(cluster)
            .map(EtcdAccess::address)
            .orElseThrow(() -> new NotTried("there are no etcd endpoints of it"));
    OwnObjects objects = new OwnObjects(kube, reach.outward(), deadline, kind, NAMESPACE);
    EtcdKeys etcd =
        EtcdKeys.at(
            address,
            reach.outward(),
            deadline,
            ROOTS.stream().map(root -> beginning(root, kind)).toList());
    boolean entered = false;
    try {
      Map<String, String> labels =
          asked(objects::labels)
              .orElseThrow(
                  () -> new NotTried("it has no namespace " + NAMESPACE + ", see docs/proofs.md"));
      OwnPlace place = new OwnPlace(objects, etcd, address, kind, labels, reach, deadline);
      asked(() -> {
        place.sweep();
        return true;
      });
      entered = true;
      return place;
    } finally {
      if (!entered) {
        objects.close();
        etcd.close();
      }
    }
  }

  private static Kind kind(Cluster cluster) throws NotTried {
    for (Kind kind : Kind.values()) {
      if (cluster.resources().contains(kind.plural())) {
        return kind;
      }
    }
    throw new NotTried("neither secrets nor configmaps are encrypted there");
  }

  private static String beginning(String root, Kind kind) {
    return root + kind.plural() + "/" + NAMESPACE + "/" + ProofName.PREFIX;
  }

  /** A question before the attack: without an answer there is none. */
  private interface Question<T> {
    T ask();
  }

  private static <T> T asked(Question<T> question) throws NotTried {
    try {
      return question.ask();
    } catch (TookTooLong e) {
      throw e;
    } catch (Failure e) {
      throw new NotTried("it could not be reached, or refused (" + e.code() + ")");
    }
  }

  /**
   * Leave to damage objects of the proof in etcd.
   *
   * @throws NotTried without it
   */
  void requireLeaveToDamage() throws NotTried {
    if (!ALLOWED.equals(labels.get(DAMAGE))) {
      throw new NotTried(
          "its namespace "
              + NAMESPACE
              + " has no label "
              + DAMAGE
              + "="
              + ALLOWED
              + ", see docs/proofs.md");
    }
  }

  /** All of etcd, to be read until the proof's time is over. */
  LiveEtcd allOfEtcd() {
    return LiveEtcd.at(address, outward, deadline);
  }

  /**
   * Makes an object through the API server.
   *
   * @throws NotTried when the API server does not, or etcd does not have it then
   */
  OwnObject create() throws NotTried {
    String name = ProofName.fresh(now).text();
    Canary canary = Canary.fresh();
    OwnObject object = new OwnObject(name, canary, objects, etcd);
    made.add(object);
    OwnObjects.Reply reply = asked(() -> objects.create(name, canary.text()));
    if (reply.status() != 201) {
      throw new NotTried(
          "its API server answered "
              + reply.status()
              + " when asked to make one of the "
              + kind.plural()
              + " in namespace "
              + NAMESPACE);
    }
    object.created();
    for (String root : ROOTS) {
      String key = root + kind.plural() + "/" + NAMESPACE + "/" + name;
      Optional<byte[]> value = asked(() -> etcd.read(key));
      if (value.isPresent()) {
        object.found(key, value.get());
        return object;
      }
    }
    throw new NotTried("what its API server writes is not in the etcd that is registered with it");
  }

  EtcdKeys etcd() {
    return etcd;
  }

  private void sweep() {
    Instant before = now.minus(ABANDONED);
    for (String root : ROOTS) {
      for (String key : etcd.names(beginning(root, kind))) {
        Optional<ProofName> name = ProofName.parse(key.substring(key.lastIndexOf('/') + 1));
        if (name.filter(found -> found.at().isBefore(before)).isPresent()) {
          objects.delete(name.get().text());
          // An object that was damaged cannot be deleted through an API server.
          etcd.delete(key);
        }
      }
    }
  }

  /**
   * @throws LeftBehind when an object could not be removed
   */
  @Override
  public void close() {
    RuntimeException left = null;
    deadline.putOff(REMOVING);
    for (OwnObject object : made) {
      try {
        object.remove();
      } catch (RuntimeException e) {
        left = e;
      }
    }
    objects.close();
    etcd.close();
    if (left != null) {
      throw new LeftBehind(left);
    }
  }
}
