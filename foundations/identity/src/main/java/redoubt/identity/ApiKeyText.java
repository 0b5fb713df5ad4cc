package redoubt.identity;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;
import redoubt.crypto.Hash;
import redoubt.crypto.Randomness;

/**
 * The text of an API key: {@code rdt_ID_SECRET}, ID 16 characters of {@code a-z2-7}, SECRET 256
 * random bits in base64url without padding (43 characters). Scanners for leaked secrets find it as
 * {@code rdt_[a-z2-7]{16}_[A-Za-z0-9_-]{43}}.
 */
final class ApiKeyText {
  private static final Pattern FORM =
      Pattern.compile("rdt_([a-z2-7]{16})_([A-Za-z0-9_-]{42}[AEIMQUYcgkosw048])");
  private static final int LENGTH = 64;
  private static final String ID_ALPHABET = "abcdefghijklmnopqrstuvwxyz234567";

  private final String id;
  private final String text;

  private ApiKeyText(String id, String text) {
    this.id = id;
    this.text = text;
  }

  static ApiKeyText fresh() {
    StringBuilder id = new StringBuilder(16);
    for (byte random : Randomness.bytes(16)) {
      id.append(ID_ALPHABET.charAt(random & 31));
    }
    byte[] secret = Randomness.bytes(32);
    String encoded = Base64.getUrlEncoder().withoutPadding().encodeToString(secret);
    Arrays.fill(secret, (byte) 0);
    return new ApiKeyText(id.toString(), "rdt_" + id + "_" + encoded);
  }

  /** Empty for anything that {@link #fresh} cannot have made. */
  static Optional<ApiKeyText> parse(String text) {
    if (text.length() != LENGTH) {
      return Optional.empty();
    }
    var form = FORM.matcher(text);
    return form.matches() ? Optional.of(new ApiKeyText(form.group(1), text)) : Optional.empty();
  }

  String id() {
    return id;
  }

  /** The whole key: show it once, store it never. */
  String text() {
    return text;
  }

  /**
   * SHA-256 of the whole text, so that a digest moved to another id fits no key. A plain hash is
   * enough for 256 random bits.
   */
  byte[] digest() {
    return Hash.sha256(text.getBytes(StandardCharsets.US_ASCII));
  }

  @Override
  public String toString() {
    return "ApiKeyText[" + id + "]";
  }
}
