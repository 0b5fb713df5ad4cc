package redoubt.keys.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import redoubt.core.Failure;
import redoubt.keys.KeyProtectError;
import redoubt.web.Json;
import redoubt.web.Request;

/**
 * The body of wrap, unwrap and rewrap. No body and {@code null} are the same as {@code {}}.
 *
 * @param plaintext what is to be wrapped, decoded; the reader zeroes it
 */
@SuppressWarnings("ArrayRecordComponent") // Lives for one call; never compared.
record ActionBody(Optional<byte[]> plaintext, Optional<String> ciphertext, List<String> aad) {
  /** Most bytes that can be wrapped: keys, not data. */
  static final int MOST_PLAINTEXT_BYTES = 16_384;

  private static final int MOST_AAD = 255;
  private static final int MOST_AAD_CHARACTERS = 255;

  /** Fields of all actions; a client of IBM's sends more of them than an action takes. */
  private static final Set<String> KNOWN =
      Set.of(
          "plaintext",
          "ciphertext",
          "aad",
          "payload",
          "encryptedNonce",
          "iv",
          "encryptionAlgorithm",
          "keyVersion");

  static ActionBody read(Request request) {
    byte[] body = request.body();
    if (body.length == 0) {
      return new ActionBody(Optional.empty(), Optional.empty(), List.of());
    }
    JsonNode tree = parse(body);
    if (tree.isNull()) {
      return new ActionBody(Optional.empty(), Optional.empty(), List.of());
    }
    if (!tree.isObject()) {
      throw KeyProtectError.BAD_BODY_ERR.failure("a JSON object is expected");
    }
    tree.fieldNames()
        .forEachRemaining(name -> {
          if (!KNOWN.contains(name)) {
            throw KeyProtectError.BAD_BODY_ERR.failure("json: unknown field");
          }
        });
    return new ActionBody(
        text(tree, "plaintext").map(ActionBody::decode), text(tree, "ciphertext"), aad(tree));
  }

  /** The body of the other actions, field by field. */
  static Fields fieldsIfAny(Request request) {
    if (request.body().length == 0) {
      return Fields.none();
    }
    JsonNode tree = parse(request.body());
    return tree.isNull() ? Fields.none() : Fields.of(tree);
  }

  String requiredCiphertext() {
    return ciphertext.orElseThrow(() ->
        KeyProtectError.field(
            "ciphertext", "the original base64 encoded ciphertext from the wrap operation"));
  }

  /** Without what was sent. */
  @Override
  public String toString() {
    return "ActionBody[" + aad.size() + " strings]";
  }

  private static JsonNode parse(byte[] body) {
    try {
      return Json.parse(body);
    } catch (Failure malformed) {
      throw KeyProtectError.BAD_BODY_ERR.failure(malformed.what());
    }
  }

  private static Optional<String> text(JsonNode tree, String name) {
    @Nullable JsonNode value = tree.get(name);
    if (value == null || value.isNull()) {
      return Optional.empty();
    }
    if (!value.isTextual()) {
      throw KeyProtectError.field(name, "a string");
    }
    String text = value.textValue();
    return text.isEmpty() ? Optional.empty() : Optional.of(text);
  }

  private static byte[] decode(String base64) {
    byte[] bytes;
    try {
      bytes = Base64.getDecoder().decode(base64);
    } catch (IllegalArgumentException e) {
      throw KeyProtectError.field("plaintext", "a base64 encoded key material");
    }
    if (bytes.length == 0 || bytes.length > MOST_PLAINTEXT_BYTES) {
      throw KeyProtectError.field(
          "plaintext", "a base64 encoded key material of 1 to " + MOST_PLAINTEXT_BYTES + " bytes");
    }
    return bytes;
  }

  private static List<String> aad(JsonNode tree) {
    @Nullable JsonNode value = tree.get("aad");
    if (value == null || value.isNull()) {
      return List.of();
    }
    if (!value.isArray() || value.size() > MOST_AAD) {
      throw KeyProtectError.field("aad", "an array of at most " + MOST_AAD + " strings");
    }
    List<String> strings = new ArrayList<>(value.size());
    for (JsonNode item : value) {
      if (!item.isTextual()
          || item.textValue().length() > MOST_AAD_CHARACTERS
          || hasLoneSurrogate(item.textValue())) {
        throw KeyProtectError.field(
            "aad", "an array of strings of at most " + MOST_AAD_CHARACTERS + " characters");
      }
      strings.add(item.textValue());
    }
    return strings;
  }

  /** Half a character has no bytes in UTF-8: two different strings would become the same. */
  private static boolean hasLoneSurrogate(String text) {
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (Character.isHighSurrogate(c)
          && i + 1 < text.length()
          && Character.isLowSurrogate(text.charAt(i + 1))) {
        i++;
      } else if (Character.isSurrogate(c)) {
        return true;
      }
    }
    return false;
  }
}
