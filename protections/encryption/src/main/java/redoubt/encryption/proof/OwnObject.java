package redoubt.encryption.proof;

import java.util.Optional;
import org.jspecify.annotations.Nullable;
import redoubt.core.Failure;
import redoubt.encryption.etcd.EtcdKeys;
import redoubt.encryption.kube.OwnObjects;
import redoubt.encryption.kube.OwnObjects.Reply;

/** An object that a proof made in a cluster. */
final class OwnObject {
  private static final int GONE = 404;

  private final String name;
  private final Canary canary;
  private final OwnObjects objects;
  private final EtcdKeys etcd;
  private @Nullable String key;
  private byte[] stored = {};
  private boolean created;
  private boolean damaged;

  OwnObject(String name, Canary canary, OwnObjects objects, EtcdKeys etcd) {
    this.name = name;
    this.canary = canary;
    this.objects = objects;
    this.etcd = etcd;
  }

  void found(String etcdKey, byte[] value) {
    key = etcdKey;
    stored = value.clone();
  }

  String key() {
    if (key == null) {
      throw new IllegalStateException("the object was not found in etcd");
    }
    return key;
  }

  Canary canary() {
    return canary;
  }

  /** As the API server stored it. */
  byte[] stored() {
    return stored.clone();
  }

  /** Through the API server. */
  Reply read() {
    return objects.read(name);
  }

  /** Whether the API server gives back what was written. */
  boolean isWhole() {
    Reply reply = read();
    return reply.status() == 200 && reply.text().equals(Optional.of(canary.text()));
  }

  /** Puts something else in its place in etcd, until {@link #restore}. */
  void damage(byte[] value) {
    damaged = true;
    etcd.write(key(), value);
  }

  /** Puts back what the API server had stored. Idempotent. */
  void restore() {
    if (damaged) {
      etcd.write(key(), stored);
      damaged = false;
    }
  }

  /** The API server said that it is there. */
  void created() {
    created = true;
  }

  /**
   * Removes it, however it is: through the API server, or, when that cannot, in etcd.
   *
   * @throws RuntimeException when it may still be there
   */
  void remove() {
    boolean gone = isRestored() && isDeleted();
    if (key != null && etcd.read(key).isPresent()) {
      etcd.delete(key);
    } else if (key == null && created && !gone) {
      throw new IllegalStateException("the API server does not delete " + name);
    }
  }

  /** What is damaged cannot be deleted through the API server. */
  private boolean isRestored() {
    try {
      restore();
      return true;
    } catch (Failure e) {
      return false;
    }
  }

  private boolean isDeleted() {
    try {
      Reply reply = objects.delete(name);
      return reply.status() == GONE || reply.status() / 100 == 2;
    } catch (Failure e) {
      return false;
    }
  }
}
