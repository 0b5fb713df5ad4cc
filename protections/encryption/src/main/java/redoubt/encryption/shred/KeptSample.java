package redoubt.encryption.shred;

import java.time.Instant;
import java.util.List;
import redoubt.encryption.Cluster;

/**
 * A local key of a plugin, wrapped by the root key.
 *
 * @param aads to which it may be bound: a plugin calls its cluster by name or id
 * @param foundAt when it was found in etcd
 * @param objects that are stored under the same key_id
 */
public record KeptSample(
    Cluster cluster,
    String keyId,
    String wrapped,
    List<List<String>> aads,
    Instant foundAt,
    long objects) {
  public KeptSample {
    aads = List.copyOf(aads);
  }
}
