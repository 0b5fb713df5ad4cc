package redoubt.crypto;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
      assertTampered(java.util.Arrays.copyOf(box, length), aad);
    }
    assertTampered(java.util.Arrays.copyOf(box, box.length + 1), aad);
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

  private void assertTampered(byte[] box, byte[] context) {
    assertThatThrownBy(() -> Aead.open(key, box, context))
        .isInstanceOfSatisfying(
            Failure.class, failure -> assertThat(failure.code()).isEqualTo("crypto.tampered"));
  }
}
