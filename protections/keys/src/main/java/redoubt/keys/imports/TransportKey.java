package redoubt.keys.imports;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.InvalidKeyException;
import java.security.KeyFactory;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.spec.MGF1ParameterSpec;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Arrays;
import java.util.Base64;
import java.util.Optional;
import javax.crypto.AEADBadTagException;
import javax.crypto.BadPaddingException;
import javax.crypto.Cipher;
import javax.crypto.IllegalBlockSizeException;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import javax.crypto.spec.SecretKeySpec;
import redoubt.crypto.SecretBytes;

/** The cryptography of import tokens: RSA-OAEP (RFC 8017) for the key, AES-GCM for the nonce. */
final class TransportKey {
  /** Length of the modulus. */
  static final int BITS = 3072;

  private static final int GCM_TAG_BITS = 128;
  private static final int IV_BYTES = 12;

  private TransportKey() {}

  /** Takes about a second. */
  static KeyPair generate() {
    try {
      KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
      generator.initialize(BITS);
      return generator.generateKeyPair();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has RSA", e);
    }
  }

  /** The public key as PEM. */
  static byte[] pem(byte[] publicKey) {
    String body =
        Base64.getMimeEncoder(64, "\n".getBytes(StandardCharsets.US_ASCII))
            .encodeToString(publicKey);
    return ("-----BEGIN PUBLIC KEY-----\n" + body + "\n-----END PUBLIC KEY-----\n")
        .getBytes(StandardCharsets.US_ASCII);
  }

  /**
   * Opens RSA-OAEP with SHA-256 for both hash and mask. Empty for whatever was not sealed for this
   * key, with no sign of why not.
   *
   * @param pkcs8 the private key
   */
  static Optional<SecretBytes> open(SecretBytes pkcs8, byte[] sealed) {
    try {
      PrivateKey key =
          pkcs8.use(bytes -> {
            try {
              return KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(bytes));
            } catch (GeneralSecurityException e) {
              throw new IllegalStateException("the vault holds no RSA key for the token", e);
            }
          });
      Cipher rsa = Cipher.getInstance("RSA/ECB/OAEPPadding");
      rsa.init(
          Cipher.DECRYPT_MODE,
          key,
          new OAEPParameterSpec(
              "SHA-256", "MGF1", MGF1ParameterSpec.SHA256, PSource.PSpecified.DEFAULT));
      return Optional.of(SecretBytes.owning(rsa.doFinal(sealed)));
    } catch (BadPaddingException | IllegalBlockSizeException e) {
      return Optional.empty();
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has RSA-OAEP", e);
    }
  }

  /** Opens the nonce under the key that came; empty when key, iv and box do not fit together. */
  static Optional<byte[]> openNonce(SecretBytes key, byte[] iv, byte[] box) {
    if (iv.length != IV_BYTES) {
      return Optional.empty();
    }
    return key.use(bytes -> {
      SecretKeySpec spec = new SecretKeySpec(bytes, "AES");
      try {
        Cipher gcm = Cipher.getInstance("AES/GCM/NoPadding");
        gcm.init(Cipher.DECRYPT_MODE, spec, new GCMParameterSpec(GCM_TAG_BITS, iv));
        return Optional.of(gcm.doFinal(box));
      } catch (AEADBadTagException | InvalidKeyException e) {
        return Optional.empty();
      } catch (GeneralSecurityException e) {
        return Optional.empty();
      }
    });
  }

  /** Whether AES takes a key of that many bytes. */
  static boolean isAesLength(int bytes) {
    return Arrays.stream(new int[] {16, 24, 32}).anyMatch(length -> length == bytes);
  }
}
