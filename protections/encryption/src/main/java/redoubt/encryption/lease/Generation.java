package redoubt.encryption.lease;

import java.time.Instant;
import java.util.UUID;

/**
 * A root key and version that a cluster was told to use.
 *
 * @param number 1 for the first of the cluster
 * @param keyId what API servers know it by; no other generation of any cluster has it
 */
public record Generation(long number, UUID key, UUID version, String keyId, Instant since) {
  public Generation {
    if (number < 1) {
      throw new IllegalArgumentException("generations are counted from 1: " + number);
    }
  }
}
