package redoubt.identity;

import java.nio.ByteBuffer;
import java.text.Normalizer;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Pattern;
import redoubt.crypto.Randomness;
import redoubt.web.Role;

/** What names and ids look like. */
final class Names {
  private static final Pattern NAME =
      Pattern.compile("[\\p{L}\\p{N}]([\\p{L}\\p{M}\\p{N} ._@+:/-]{0,88}[\\p{L}\\p{M}\\p{N}])?");
  private static final Pattern RING = Pattern.compile("[A-Za-z0-9_-]{2,100}");
  private static final Pattern ID =
      Pattern.compile("[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}");
  private static final int LONGEST = 90;

  private Names() {}

  /** A name of a user, an instance or an API key, normalized (NFC). */
  static String name(String text) {
    if (text.length() > 4 * LONGEST) {
      throw IdentityFailures.badName();
    }
    String name = Normalizer.normalize(text, Normalizer.Form.NFC);
    if (name.length() > LONGEST
        || !NAME.matcher(name).matches()
        || isId(name.toLowerCase(Locale.ROOT))) {
      throw IdentityFailures.badName();
    }
    return name;
  }

  /** Whether a user may bear it. */
  static boolean isName(String text) {
    return text.length() <= LONGEST && NAME.matcher(text).matches();
  }

  static String ring(String text) {
    if (!RING.matcher(text).matches()) {
      throw IdentityFailures.badRing();
    }
    return text;
  }

  /** A role that can be granted, by its name. */
  static Role role(String text) {
    for (Role role : Role.values()) {
      if (role != Role.ADMINISTRATOR && role.name().equals(text)) {
        return role;
      }
    }
    throw IdentityFailures.badRole();
  }

  static boolean isId(String text) {
    return ID.matcher(text).matches();
  }

  static String freshId() {
    byte[] random = Randomness.bytes(16);
    ByteBuffer bits = ByteBuffer.wrap(random);
    long high = (bits.getLong() & ~0xf000L) | 0x4000L;
    long low = (bits.getLong() >>> 2) | 0x8000000000000000L;
    return new UUID(high, low).toString();
  }
}
