package redoubt.signatures.tuf;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.concurrent.atomic.LongAdder;
import redoubt.crypto.Hash;
import redoubt.signatures.Check;

/**
 * Roots that were found to follow others on the way to the newest, which holds for ever: a long
 * chain is looked at once, and in parts if it takes long. What was used for longest goes first.
 * Many threads may use one.
 */
public final class RootChains {
  private final int most;
  private final SequencedMap<String, Check> held = new LinkedHashMap<>(16, 0.75f, true);
  private final LongAdder looks = new LongAdder();

  /**
   * @param most how many are kept, about a kibibyte each
   */
  public RootChains(int most) {
    this.most = most;
  }

  /** As {@link Roots#follows} says of one that is not the newest. */
  Check follows(Optional<RootFile> before, RootFile root, String gun) {
    String name = name(before, root, gun);
    synchronized (held) {
      Check known = held.get(name);
      if (known != null) {
        return known;
      }
    }
    looks.increment();
    Check check = Roots.follows(before, root, gun, new Pin.FirstSeen(), Optional.empty());
    if (check.isPassed()) {
      synchronized (held) {
        Check _ = held.put(name, check);
        while (held.size() > most) {
          Map.Entry<String, Check> _ = held.pollFirstEntry();
        }
      }
    }
    return check;
  }

  /** How often it was not known, so that it was looked at. */
  long looks() {
    return looks.sum();
  }

  private static String name(Optional<RootFile> before, RootFile root, String gun) {
    MessageDigest hash = Hash.newSha256();
    add(hash, gun.getBytes(UTF_8));
    add(hash, root.document().bytes());
    before.ifPresent(old -> add(hash, old.document().bytes()));
    return HexFormat.of().formatHex(hash.digest());
  }

  private static void add(MessageDigest hash, byte[] part) {
    hash.update(ByteBuffer.allocate(Integer.BYTES).putInt(part.length).array());
    hash.update(part);
  }
}
