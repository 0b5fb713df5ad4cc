package redoubt.kms;

import java.util.HashMap;
import java.util.Map;
import redoubt.kms.proto.Malformed;
import redoubt.kms.proto.ProtoReader;

/** What a plugin wants kept beside a ciphertext: a map from names to bytes. */
public final class Annotations {
  /** More entries than any plugin has use for; all would have to fit into 32 KiB anyway. */
  private static final int MOST = 1024;

  private static final byte[] NONE = new byte[0];

  private Annotations() {}

  /**
   * Adds the entry that the reader stands on. Of several entries with one name the last counts.
   *
   * @return the map; the one given unless that was the empty one
   */
  public static Map<String, byte[]> read(ProtoReader annotation, Map<String, byte[]> before) {
    Map<String, byte[]> entries = before.isEmpty() ? new HashMap<>() : before;
    ProtoReader entry = annotation.message();
    String name = "";
    byte[] value = NONE;
    for (int field = entry.next(); field != 0; field = entry.next()) {
      switch (field) {
        case 1 -> name = entry.text();
        case 2 -> value = entry.copy();
        default -> entry.skip();
      }
    }
    if (entries.size() >= MOST) {
      throw new Malformed("it has too many annotations");
    }
    entries.put(name, value);
    return entries;
  }
}
