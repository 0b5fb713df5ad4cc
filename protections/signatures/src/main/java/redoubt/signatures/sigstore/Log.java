package redoubt.signatures.sigstore;

import java.security.PublicKey;
import java.util.Arrays;

/**
 * A log that only grows, and the key that it signs with.
 *
 * @param id as what it signed names it
 * @param host of its address, which a log of the second generation signs under
 */
@SuppressWarnings("ArrayRecordComponent")
public record Log(byte[] id, String host, PublicKey key, Validity validity) {
  boolean isNamed(byte[] other) {
    return Arrays.equals(id, other);
  }
}
