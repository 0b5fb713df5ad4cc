package redoubt.signatures.sigstore;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.BooleanSupplier;
import redoubt.crypto.Hash;

/**
 * What was found to hold, by its bytes: chains, checkpoints and promises of logs, which many
 * signatures share and which hold for ever. Only what holds is kept, up to a number; what was not
 * used for longest goes first. Many threads may use one.
 */
public final class Remembered {
  private final Map<String, Boolean> held;
  private final LongAdder looks = new LongAdder();

  /**
   * @param most how many are kept, about 200 bytes each
   */
  public Remembered(int most) {
    held =
        new LinkedHashMap<>(16, 0.75f, true) {
          private static final long serialVersionUID = 1;

          @Override
          protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > most;
          }
        };
  }

  /**
   * Whether it holds, looked at only if that is not known.
   *
   * @param kind of check
   * @param of all that its outcome depends on
   */
  boolean holds(String kind, BooleanSupplier check, byte[]... of) {
    String name = name(kind, of);
    synchronized (held) {
      if (held.get(name) != null) {
        return true;
      }
    }
    looks.increment();
    boolean holds = check.getAsBoolean();
    if (holds) {
      synchronized (held) {
        held.put(name, Boolean.TRUE);
      }
    }
    return holds;
  }

  /** How often it was not known whether something holds, so that it was looked at. */
  long looks() {
    return looks.sum();
  }

  private static String name(String kind, byte[]... of) {
    MessageDigest hash = Hash.newSha256();
    for (byte[] part : of) {
      hash.update(ByteBuffer.allocate(Integer.BYTES).putInt(part.length).array());
      hash.update(part);
    }
    return kind + HexFormat.of().formatHex(hash.digest());
  }
}
