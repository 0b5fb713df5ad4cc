package redoubt.testkit.kube;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import redoubt.testkit.etcd.ApiServerObjects;
import redoubt.testkit.etcd.ApiServerObjects.Seed;

/**
 * How objects are written: in the clear, or as KMS v2 under a key of a key_id, bound to the etcd
 * key. All that were ever made can be read.
 *
 * @param keyId empty for in the clear
 * @param bound whether an object opens at its own key alone, as it must
 */
public record Encoding(String keyId, boolean bound) {
  public static final Encoding IDENTITY = new Encoding("");

  private static final String PREFIX = "k8s:enc:kms:v2:";
  private static final Map<String, Seed> SEEDS = new ConcurrentHashMap<>();

  public Encoding(String keyId) {
    this(keyId, true);
  }

  byte[] write(String etcdKey, byte[] clear) {
    return keyId.isEmpty() ? clear : ApiServerObjects.kmsV2(seed(keyId), place(etcdKey), clear);
  }

  boolean isCurrent(byte[] value) {
    return keyId.equals(keyIdOf(value));
  }

  /** The key_id of a stored value; empty for one in the clear. */
  public static String keyIdOf(byte[] value) {
    String text = new String(value, StandardCharsets.ISO_8859_1);
    return text.startsWith(PREFIX) ? ApiServerObjects.keyIdOfKmsV2(value) : "";
  }

  /**
   * @throws IllegalStateException when it was changed, or is at another place
   */
  byte[] read(String etcdKey, byte[] value) {
    String written = keyIdOf(value);
    return written.isEmpty()
        ? value
        : ApiServerObjects.openKmsV2(seed(written), place(etcdKey), value);
  }

  private String place(String etcdKey) {
    return bound ? etcdKey : "anywhere";
  }

  private static Seed seed(String keyId) {
    return SEEDS.computeIfAbsent(keyId, id -> Seed.random("redoubt", id));
  }
}
