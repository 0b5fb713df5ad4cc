package redoubt.identity;

import java.nio.ByteBuffer;
import java.text.Normalizer;
import java.util.Locale;
import java.util.UUID;
import java.util.regex.Pattern;
import redoubt.crypto.Randomness;
import redoubt.web.Part;
import redoubt.web.Role;

/** What names and ids look like. */
final class Names {
  private static final Pattern NAME =
      Pattern.compile("[\\p{L}\\p{N}]([\\p{L}\\p{M}\\p{N} ._@+:/-]{0,88}[\\p{L}\\p{M}\\p{N}])?");
  private static final Pattern RING = Pattern.compile("[A-Za-z0-9_-]{2,100}");
  private static final String STEP = "[a-z0-9]++(?:(?:\\.|_|__|-++)[a-z0-9]++)*+";
  private static final Pattern NAMESPACE = Pattern.compile(STEP);
  private static final Pattern REPOSITORY = Pattern.compile(STEP + "(?:/" + STEP + ")++");
  private static final int LONGEST_PART = 255;
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

  /** A part of an instance, named as its kind is. */
  static Part part(Part part) {
    boolean good =
        switch (part.kind()) {
          case RING -> RING.matcher(part.name()).matches();
          case NAMESPACE ->
              part.name().length() <= LONGEST_PART && NAMESPACE.matcher(part.name()).matches();
          case REPOSITORY -> isRepository(part.name());
        };
    if (!good) {
      throw IdentityFailures.badPart(part.kind());
    }
    return part;
  }

  /** Whether a repository may bear it: a namespace, a slash and the rest, as OCI writes names. */
  static boolean isRepository(String text) {
    return text.length() <= LONGEST_PART && REPOSITORY.matcher(text).matches();
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
