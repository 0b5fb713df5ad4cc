package redoubt.keys.imports;

import static org.assertj.core.api.Assertions.assertThat;

import java.security.KeyPair;
import java.security.spec.MGF1ParameterSpec;
import javax.crypto.Cipher;
import javax.crypto.spec.GCMParameterSpec;
import javax.crypto.spec.OAEPParameterSpec;
import javax.crypto.spec.PSource;
import javax.crypto.spec.SecretKeySpec;
import org.junit.jupiter.api.Test;
import redoubt.crypto.Randomness;
import redoubt.crypto.SecretBytes;

final class TransportKeyTest {
  private static final KeyPair PAIR = TransportKey.generate();

  private static SecretBytes privateKey() {
    return SecretBytes.owning(PAIR.getPrivate().getEncoded());
  }

  private static byte[] sealed(byte[] key, String hash, MGF1ParameterSpec mask) throws Exception {
    Cipher rsa = Cipher.getInstance("RSA/ECB/OAEPPadding");
    rsa.init(
        Cipher.ENCRYPT_MODE,
        PAIR.getPublic(),
        new OAEPParameterSpec(hash, "MGF1", mask, PSource.PSpecified.DEFAULT));
    return rsa.doFinal(key);
  }

  private static byte[] boxed(byte[] key, byte[] iv, byte[] nonce) throws Exception {
    Cipher gcm = Cipher.getInstance("AES/GCM/NoPadding");
    gcm.init(Cipher.ENCRYPT_MODE, new SecretKeySpec(key, "AES"), new GCMParameterSpec(128, iv));
    return gcm.doFinal(nonce);
  }

  @Test
  void whatWasSealedWithSha256Opens() throws Exception {
    byte[] key = Randomness.bytes(32);

    try (SecretBytes pkcs8 = privateKey();
        SecretBytes opened =
            TransportKey.open(pkcs8, sealed(key, "SHA-256", MGF1ParameterSpec.SHA256))
                .orElseThrow()) {
      assertThat(opened).isEqualTo(SecretBytes.copyOf(key));
    }
  }

  @Test
  void whatWasSealedOtherwiseOrDamagedDoesNot() throws Exception {
    byte[] key = Randomness.bytes(32);
    byte[] damaged = sealed(key, "SHA-256", MGF1ParameterSpec.SHA256);
    damaged[100] ^= 1;

    try (SecretBytes pkcs8 = privateKey()) {
      assertThat(TransportKey.open(pkcs8, damaged)).isEmpty();
      assertThat(TransportKey.open(pkcs8, sealed(key, "SHA-1", MGF1ParameterSpec.SHA1))).isEmpty();
      assertThat(TransportKey.open(pkcs8, new byte[0])).isEmpty();
      assertThat(TransportKey.open(pkcs8, new byte[600])).isEmpty();
    }
  }

  @Test
  void theNonceOpensUnderTheKeyWithItsIvAlone() throws Exception {
    byte[] key = Randomness.bytes(16);
    byte[] iv = Randomness.bytes(12);
    byte[] nonce = Randomness.bytes(12);
    byte[] box = boxed(key, iv, nonce);

    try (SecretBytes right = SecretBytes.copyOf(key);
        SecretBytes wrong = SecretBytes.random(16)) {
      assertThat(TransportKey.openNonce(right, iv, box)).contains(nonce);
      assertThat(TransportKey.openNonce(wrong, iv, box)).isEmpty();
      assertThat(TransportKey.openNonce(right, Randomness.bytes(12), box)).isEmpty();
      assertThat(TransportKey.openNonce(right, new byte[11], box)).isEmpty();
      assertThat(TransportKey.openNonce(right, iv, new byte[3])).isEmpty();
    }
  }

  @Test
  void thePublicKeyIsPem() {
    assertThat(
            new String(
                TransportKey.pem(PAIR.getPublic().getEncoded()),
                java.nio.charset.StandardCharsets.US_ASCII))
        .startsWith("-----BEGIN PUBLIC KEY-----\n")
        .endsWith("\n-----END PUBLIC KEY-----\n");
  }
}
