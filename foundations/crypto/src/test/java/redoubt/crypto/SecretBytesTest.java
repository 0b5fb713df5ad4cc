package redoubt.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class SecretBytesTest {
  @Test
  void zeroesItsBytesOnClose() {
    byte[] bytes = {1, 2, 3};
    SecretBytes.owning(bytes).close();
    assertThat(bytes).containsOnly(0);
  }

  @Test
  void cannotBeReadAfterClose() {
    SecretBytes secret = SecretBytes.random(4);
    secret.close();
    assertThatThrownBy(() -> secret.use(byte[]::clone)).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void printsItsLengthOnly() {
    assertThat(SecretBytes.copyOf(new byte[] {65, 66})).hasToString("SecretBytes[2 bytes]");
  }

  @Test
  void aCopyOutlivesTheOriginal() {
    SecretBytes original = SecretBytes.copyOf(new byte[] {7, 8});
    SecretBytes copy = original.copy();
    original.close();
    assertThat(copy.<byte[]>use(byte[]::clone)).containsExactly(7, 8);
  }

  @Test
  void equalsByContentsAndHashesByLength() {
    SecretBytes one = SecretBytes.copyOf(new byte[] {1, 2});
    assertThat(one).isEqualTo(SecretBytes.copyOf(new byte[] {1, 2}));
    assertThat(one).isNotEqualTo(SecretBytes.copyOf(new byte[] {1, 3}));
    assertThat(one).hasSameHashCodeAs(SecretBytes.copyOf(new byte[] {9, 9}));
  }
}
