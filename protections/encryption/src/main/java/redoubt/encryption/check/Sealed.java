package redoubt.encryption.check;

import java.util.Map;

/**
 * What Encrypt answered and Decrypt wants back; in v1beta1 the ciphertext alone.
 *
 * @param keyId empty in v1beta1
 */
@SuppressWarnings("ArrayRecordComponent") // Never compared.
record Sealed(byte[] ciphertext, String keyId, Map<String, byte[]> annotations) {
  Sealed withCiphertext(byte[] other) {
    return new Sealed(other, keyId, annotations);
  }

  Sealed withKeyId(String other) {
    return new Sealed(ciphertext, other, annotations);
  }

  Sealed withAnnotations(Map<String, byte[]> others) {
    return new Sealed(ciphertext, keyId, others);
  }
}
