package redoubt.keys.life;

import org.jdbi.v3.core.Handle;
import redoubt.crypto.SecretBytes;

/** Opens key material that came encrypted under the import token of an instance. */
public interface SecureImport {
  /**
   * Key material as it came.
   *
   * @param payload base64 of the RSA-OAEP ciphertext
   * @param encryptedNonce base64
   * @param iv base64 of 12 bytes
   * @param algorithm {@code RSAES_OAEP_SHA_256} or {@code RSAES_OAEP_SHA_1}
   */
  record Parcel(String payload, String encryptedNonce, String iv, String algorithm) {
    /** Without the material, sealed as it is. */
    @Override
    public String toString() {
      return "Parcel[" + algorithm + "]";
    }
  }

  /**
   * Opens the material and checks that the sender knew it: {@code INCORRECT_NONCE_ERR}, {@code
   * INCORRECT_NONCE_IV_ERR}, {@code IMPORT_TOKEN_EXPIRED_ERR}. The caller closes it and checks its
   * length. A token's nonce proves once.
   */
  SecretBytes open(Handle transaction, String tenant, Parcel parcel);
}
