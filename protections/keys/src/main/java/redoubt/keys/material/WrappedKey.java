package redoubt.keys.material;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import redoubt.core.Failure;
import redoubt.keys.KeyProtectError;
import redoubt.web.Json;

/**
 * A wrapped key as clients keep it: base64 of the JSON object {@code
 * {"ciphertext","iv","version":"4.0.0","handle"}}, where the handle is the id of the key version
 * that wrapped it, {@code iv} and {@code ciphertext} (which ends in the tag) are base64.
 *
 * <p>Version, handle and the caller's additional data are authenticated: no character of a wrapped
 * key can be changed.
 *
 * @param iv 24 bytes for keys in the vault ({@link redoubt.crypto.Aead}), 12 for those in hardware
 *     ({@link redoubt.crypto.HardwareKeys})
 * @param sealed {@code ciphertext || tag(16)}
 */
@SuppressWarnings("ArrayRecordComponent") // Lives for one call; never compared.
public record WrappedKey(UUID handle, byte[] iv, byte[] sealed) {
  /** Longest text that is read, in characters. */
  public static final int MOST_CHARACTERS = 40_000;

  private static final String VERSION = "4.0.0";
  private static final byte[] FORMAT = "redoubt.keys.wrap".getBytes(StandardCharsets.US_ASCII);

  /** Of a box that begins with so many bytes of IV. */
  static WrappedKey of(UUID handle, byte[] box, int ivBytes) {
    return new WrappedKey(
        handle, Arrays.copyOf(box, ivBytes), Arrays.copyOfRange(box, ivBytes, box.length));
  }

  /**
   * The box that the key's cipher opens.
   *
   * @throws redoubt.keys.KeyFailure {@code UNPROCESSABLE_CIPHERTEXT_ERR} when the IV is not as long
   *     as that of the cipher
   */
  byte[] box(int ivBytes) {
    if (iv.length != ivBytes) {
      throw broken();
    }
    byte[] box = Arrays.copyOf(iv, iv.length + sealed.length);
    System.arraycopy(sealed, 0, box, iv.length, sealed.length);
    return box;
  }

  /** As clients get it. */
  public String text() {
    Base64.Encoder base64 = Base64.getEncoder();
    String json =
        "{\"ciphertext\":\""
            + base64.encodeToString(sealed)
            + "\",\"iv\":\""
            + base64.encodeToString(iv)
            + "\",\"version\":\""
            + VERSION
            + "\",\"handle\":\""
            + handle
            + "\"}";
    return base64.encodeToString(json.getBytes(StandardCharsets.US_ASCII));
  }

  /**
   * Reads what {@link #text} wrote, and no other spelling of it.
   *
   * @throws redoubt.keys.KeyFailure {@code INVALID_FIELD_ERR} when it is not base64, {@code
   *     UNPROCESSABLE_CIPHERTEXT_ERR} when it is not a wrapped key
   */
  public static WrappedKey parse(String text) {
    if (text.length() > MOST_CHARACTERS) {
      throw KeyProtectError.field("ciphertext", "at most " + MOST_CHARACTERS + " characters");
    }
    byte[] json;
    try {
      json = Base64.getDecoder().decode(text);
    } catch (IllegalArgumentException e) {
      throw KeyProtectError.field(
          "ciphertext", "the original base64 encoded ciphertext from the wrap operation");
    }
    JsonNode tree;
    try {
      tree = Json.parse(json);
    } catch (Failure malformed) {
      throw broken();
    }
    if (!tree.isObject() || tree.size() != 4 || !VERSION.equals(text(tree, "version"))) {
      throw broken();
    }
    try {
      byte[] iv = Base64.getDecoder().decode(text(tree, "iv"));
      byte[] sealed = Base64.getDecoder().decode(text(tree, "ciphertext"));
      UUID handle = uuid(text(tree, "handle"));
      WrappedKey parsed = new WrappedKey(handle, iv, sealed);
      if (!parsed.text().equals(text)) {
        throw broken();
      }
      return parsed;
    } catch (IllegalArgumentException e) {
      throw broken();
    }
  }

  /**
   * What is authenticated with a wrapped key: the format, its version, the handle and the caller's
   * strings, each with its length before it, so that two different lists never give the same bytes.
   */
  public static byte[] associatedData(UUID handle, List<String> strings) {
    byte[][] encoded = new byte[strings.size()][];
    int size = FORMAT.length + VERSION.length() + 16 + 4;
    for (int i = 0; i < encoded.length; i++) {
      encoded[i] = strings.get(i).getBytes(StandardCharsets.UTF_8);
      size += 4 + encoded[i].length;
    }
    ByteBuffer out =
        ByteBuffer.allocate(size)
            .put(FORMAT)
            .put(VERSION.getBytes(StandardCharsets.US_ASCII))
            .putLong(handle.getMostSignificantBits())
            .putLong(handle.getLeastSignificantBits())
            .putInt(encoded.length);
    for (byte[] string : encoded) {
      out.putInt(string.length).put(string);
    }
    return out.array();
  }

  private static String text(JsonNode tree, String field) {
    @Nullable JsonNode value = tree.get(field);
    if (value == null || !value.isTextual()) {
      throw broken();
    }
    return value.textValue();
  }

  /** Only the one spelling that {@link UUID#toString} has. */
  private static UUID uuid(String text) {
    UUID id = UUID.fromString(text);
    if (!id.toString().equals(text)) {
      throw broken();
    }
    return id;
  }

  private static Failure broken() {
    return KeyProtectError.UNPROCESSABLE_CIPHERTEXT_ERR.failure();
  }
}
