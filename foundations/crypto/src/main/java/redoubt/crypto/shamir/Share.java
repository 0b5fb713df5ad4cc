package redoubt.crypto.shamir;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Locale;
import redoubt.core.Failure;
import redoubt.crypto.Hash;
import redoubt.crypto.SecretBytes;

/**
 * One share. As text {@code redoubt-share-1-SET-THRESHOLD-NUMBER-VALUE-CHECK}: SET names the split
 * (16 hexadecimal digits), THRESHOLD and NUMBER are decimal, VALUE hexadecimal, CHECK the first 8
 * digits of SHA-256 over all that stands before it. Blanks and capitals do not matter.
 */
public final class Share implements AutoCloseable {
  static final int SET_BYTES = 8;
  static final int MOST_SECRET_BYTES = 64;

  private static final String MAGIC = "redoubt-share-1";
  private static final int MOST_CHARACTERS = 512;
  private static final int CHECK_BYTES = 4;

  private final byte[] set;
  private final int threshold;
  private final int number;
  private final SecretBytes value;

  /** Takes over the value. */
  Share(byte[] set, int threshold, int number, SecretBytes value) {
    this.set = set.clone();
    this.threshold = threshold;
    this.number = number;
    this.value = value;
  }

  /**
   * Reads the text of a share.
   *
   * @throws Failure {@code share.malformed} when it is no share, {@code share.mistyped} when a
   *     character is wrong; the texts hold nothing of the share
   */
  public static Share parse(String text) {
    if (text.length() > 2 * MOST_CHARACTERS) {
      throw malformed();
    }
    String bare = text.replaceAll("\\s", "").toLowerCase(Locale.ROOT);
    if (bare.length() > MOST_CHARACTERS || !bare.startsWith(MAGIC + "-")) {
      throw malformed();
    }
    String[] parts = bare.substring(MAGIC.length() + 1).split("-", -1);
    if (parts.length != 5) {
      throw malformed();
    }
    String checked = bare.substring(0, bare.lastIndexOf('-'));
    if (!check(checked).equals(parts[4])) {
      throw new Failure(
          Failure.Kind.INVALID,
          "share.mistyped",
          "A share is mistyped or cut off: its check digits do not fit.",
          "Compare it with what was written down, character by character.");
    }
    if (!parts[0].matches("[0-9a-f]{16}")
        || !parts[1].matches("[1-9][0-9]{0,2}")
        || !parts[2].matches("[1-9][0-9]{0,2}")
        || !parts[3].matches("([0-9a-f]{2}){1," + MOST_SECRET_BYTES + "}")) {
      throw malformed();
    }
    int threshold = Integer.parseInt(parts[1]);
    int number = Integer.parseInt(parts[2]);
    if (threshold < 2 || threshold > 255 || number > 255) {
      throw malformed();
    }
    return new Share(
        HexFormat.of().parseHex(parts[0]),
        threshold,
        number,
        SecretBytes.owning(HexFormat.of().parseHex(parts[3])));
  }

  /** The secret text of the share; whoever shows it has shown the share. */
  public String reveal() {
    String text =
        String.join(
            "-",
            MAGIC,
            setId(),
            Integer.toString(threshold),
            Integer.toString(number),
            value.use(bytes -> HexFormat.of().formatHex(bytes)));
    return text + "-" + check(text);
  }

  /** Names the split: shares of different ones cannot be combined. */
  public String setId() {
    return HexFormat.of().formatHex(set);
  }

  /** How many shares bring the secret back. */
  public int threshold() {
    return threshold;
  }

  /** 1 to 255, different for each share of a set. */
  public int number() {
    return number;
  }

  int length() {
    return value.length();
  }

  SecretBytes value() {
    return value;
  }

  @Override
  public void close() {
    value.close();
  }

  @Override
  public String toString() {
    return "Share[" + number + " of " + setId() + "]";
  }

  private static String check(String text) {
    byte[] digest = Hash.sha256(text.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    return HexFormat.of().formatHex(Arrays.copyOf(digest, CHECK_BYTES));
  }

  private static Failure malformed() {
    return new Failure(
        Failure.Kind.INVALID,
        "share.malformed",
        "What was given is not a share.",
        "A share reads redoubt-share-1-… and is one line.");
  }
}
