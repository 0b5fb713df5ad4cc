package redoubt.crypto;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class AadTest {
  @Test
  void isTheCountAndEachTextAfterItsLength() {
    assertThat(Aad.of("a", "é"))
        .containsExactly(0, 0, 0, 2, 0, 0, 0, 1, 'a', 0, 0, 0, 2, 0xc3, 0xa9);
  }

  @Test
  void movingABorderChangesIt() {
    assertThat(Aad.of("ab", "c")).isNotEqualTo(Aad.of("a", "bc"));
    assertThat(Aad.of("a", "")).isNotEqualTo(Aad.of("a"));
  }

  @Property
  void differentListsNeverMeet(@ForAll List<String> one, @ForAll List<String> other) {
    // Lone surrogates have no UTF-8 bytes of their own.
    List<String> left = one.stream().map(AadTest::wellFormed).toList();
    List<String> right = other.stream().map(AadTest::wellFormed).toList();
    assertThat(java.util.Arrays.equals(Aad.of(left), Aad.of(right))).isEqualTo(left.equals(right));
  }

  private static String wellFormed(String text) {
    return new String(
        text.getBytes(java.nio.charset.StandardCharsets.UTF_8),
        java.nio.charset.StandardCharsets.UTF_8);
  }
}
