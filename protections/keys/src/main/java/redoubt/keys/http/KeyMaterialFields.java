package redoubt.keys.http;

import java.util.Base64;
import java.util.Optional;
import redoubt.crypto.SecretBytes;
import redoubt.keys.KeyProtectError;
import redoubt.keys.life.SecureImport;

/**
 * Reads key material out of a body: {@code payload} alone is in the clear, with {@code
 * encryptedNonce} and {@code iv} it is encrypted under the import token.
 *
 * @param payload to be closed by whoever read it
 */
record KeyMaterialFields(Optional<SecretBytes> payload, Optional<SecureImport.Parcel> parcel)
    implements AutoCloseable {
  private static final String DEFAULT_ALGORITHM = "RSAES_OAEP_SHA_256";
  private static final int MOST_CHARACTERS = 20_000;

  static KeyMaterialFields of(Fields fields) {
    Optional<String> payload = text(fields, "payload");
    Optional<String> nonce = text(fields, "encryptedNonce");
    Optional<String> iv = text(fields, "iv");
    Optional<String> algorithm = text(fields, "encryptionAlgorithm");
    if (nonce.isEmpty() && iv.isEmpty()) {
      if (algorithm.isPresent()) {
        throw KeyProtectError.field("encryptedNonce", "given together with encryptionAlgorithm");
      }
      return new KeyMaterialFields(payload.map(KeyMaterialFields::decode), Optional.empty());
    }
    SecureImport.Parcel parcel =
        new SecureImport.Parcel(
            payload.orElseThrow(
                () -> KeyProtectError.field("payload", "given together with encryptedNonce")),
            nonce.orElseThrow(() -> KeyProtectError.field("encryptedNonce", "given with iv")),
            iv.orElseThrow(() -> KeyProtectError.field("iv", "given with encryptedNonce")),
            algorithm.orElse(DEFAULT_ALGORITHM));
    return new KeyMaterialFields(Optional.empty(), Optional.of(parcel));
  }

  private static Optional<String> text(Fields fields, String name) {
    Optional<String> text = fields.text(name).filter(value -> !value.isEmpty());
    if (text.isPresent() && text.get().length() > MOST_CHARACTERS) {
      throw KeyProtectError.field(name, "at most " + MOST_CHARACTERS + " characters");
    }
    return text;
  }

  private static SecretBytes decode(String base64) {
    try {
      return SecretBytes.owning(Base64.getDecoder().decode(base64));
    } catch (IllegalArgumentException e) {
      throw KeyProtectError.field("payload", "a base64 encoded key material");
    }
  }

  @Override
  public void close() {
    payload.ifPresent(SecretBytes::close);
  }
}
