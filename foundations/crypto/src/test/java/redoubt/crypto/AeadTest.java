package redoubt.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.HexFormat;
import org.bouncycastle.crypto.digests.SHAKEDigest;
import org.junit.jupiter.api.Test;
import redoubt.core.Failure;

class AeadTest {
  private final SecretBytes key = SecretBytes.random(32);
  private final byte[] aad = Aad.of("tenant", "name");
  private final byte[] text = "attack at dawn".getBytes(UTF_8);

  @Test
  void opensWhatItSealed() {
    byte[] box = Aead.seal(key, text, aad);
    assertThat(box).hasSize(text.length + Aead.OVERHEAD);
    assertThat(Aead.open(key, box, aad)).isEqualTo(text);
  }

  @Test
  void neverMakesTheSameBoxTwice() {
    assertThat(Aead.seal(key, text, aad)).isNotEqualTo(Aead.seal(key, text, aad));
  }

  @Test
  void takesKeysOfTheThreeLengthsOfAesAndNoOther() {
    for (int bytes : new int[] {16, 24, 32}) {
      SecretBytes allowed = SecretBytes.random(bytes);
      assertThat(Aead.open(allowed, Aead.seal(allowed, text, aad), aad)).isEqualTo(text);
    }
    for (int bytes : new int[] {0, 1, 15, 31, 33, 64}) {
      SecretBytes odd = SecretBytes.random(bytes);
      assertThatThrownBy(() -> Aead.seal(odd, text, aad))
          .isInstanceOf(IllegalArgumentException.class);
    }
  }

  @Test
  void refusesEveryFlippedBit() {
    byte[] box = Aead.seal(key, text, aad);
    for (int bit = 0; bit < 8 * box.length; bit++) {
      byte[] changed = box.clone();
      changed[bit / 8] ^= (byte) (1 << (bit % 8));
      assertTampered(changed, aad);
    }
  }

  @Test
  void refusesEveryTruncationAndAnExtension() {
    byte[] box = Aead.seal(key, text, aad);
    for (int length = 0; length < box.length; length++) {
      assertTampered(Arrays.copyOf(box, length), aad);
    }
    assertTampered(Arrays.copyOf(box, box.length + 1), aad);
  }

  @Test
  void refusesAnotherContext() {
    assertTampered(Aead.seal(key, text, aad), Aad.of("tenant", "other"));
  }

  @Test
  void refusesAnotherKey() {
    byte[] box = Aead.seal(SecretBytes.random(32), text, aad);
    assertTampered(box, aad);
  }

  @Test
  void cannotBeUsedWithAClosedKey() {
    SecretBytes closed = SecretBytes.random(32);
    closed.close();
    assertThatThrownBy(() -> Aead.seal(closed, text, aad))
        .isInstanceOf(IllegalStateException.class);
  }

  /** Test vectors of c2sp.org/XAES-256-GCM; the first bit of L is 0 in one and 1 in the other. */
  @Test
  void isXaes256Gcm() {
    assertSealedAs(1, "", "ce546ef63c9cc60765923609b33a9a1974e96e52daf2fcf7075e2271");
    assertSealedAs(
        3, "c2sp.org/XAES-256-GCM", "986ec1832593df5443a179437fd083bf3fdb41abd740a21f71eb769d");
  }

  private static void assertSealedAs(int keyByte, String context, String sealed) {
    byte[] bytes = new byte[32];
    Arrays.fill(bytes, (byte) keyByte);
    SecretBytes repeated = SecretBytes.owning(bytes);
    byte[] nonce = "ABCDEFGHIJKLMNOPQRSTUVWX".getBytes(UTF_8);
    byte[] box =
        Aead.seal(repeated, nonce, "XAES-256-GCM".getBytes(UTF_8), context.getBytes(UTF_8));
    assertThat(HexFormat.of().formatHex(box, 24, box.length)).isEqualTo(sealed);
    assertThat(Aead.open(repeated, box, context.getBytes(UTF_8)))
        .isEqualTo("XAES-256-GCM".getBytes(UTF_8));
  }

  /** The accumulated test of c2sp.org/XAES-256-GCM, with 10,000 iterations. */
  @Test
  void isXaes256GcmForManyKeysNoncesAndLengths() {
    SHAKEDigest random = new SHAKEDigest(128);
    SHAKEDigest boxes = new SHAKEDigest(128);
    for (int i = 0; i < 10_000; i++) {
      SecretBytes one = SecretBytes.owning(next(random, 32));
      byte[] nonce = next(random, 24);
      byte[] plaintext = next(random, next(random, 1)[0] & 0xff);
      byte[] context = next(random, next(random, 1)[0] & 0xff);
      byte[] box = Aead.seal(one, nonce, plaintext, context);
      boxes.update(box, 24, box.length - 24);
    }
    assertThat(HexFormat.of().formatHex(next(boxes, 32)))
        .isEqualTo("e6b9edf2df6cec60c8cbd864e2211b597fb69a529160cd040d56c0c210081939");
  }

  private static byte[] next(SHAKEDigest stream, int length) {
    byte[] bytes = new byte[length];
    stream.doOutput(bytes, 0, length);
    return bytes;
  }

  private void assertTampered(byte[] box, byte[] context) {
    assertThatThrownBy(() -> Aead.open(key, box, context))
        .isInstanceOfSatisfying(
            Failure.class, failure -> assertThat(failure.code()).isEqualTo("crypto.tampered"));
  }
}
