package redoubt.registry.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redoubt.crypto.Randomness;
import redoubt.oci.Digest;
import redoubt.registry.content.Place;

/** Nobody who got a whole blob got a wrong one. */
final class CheckedReadingTest {
  private static final int PIECE = 64 << 10;

  private final ByteArrayOutputStream handedOn = new ByteArrayOutputStream();

  private static Blob blob(byte... content) {
    return new Blob(Digest.of(content), content.length, Place.fresh(), Optional.empty());
  }

  private void copy(byte[] there, Blob blob) throws IOException {
    CheckedReading.copy(new ByteArrayInputStream(there), blob, handedOn);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE, 3 * PIECE + 7})
  void whatFitsIsHandedOnWhole(int length) throws IOException {
    byte[] content = Randomness.bytes(length);
    copy(content, blob(content));
    assertThat(handedOn.toByteArray()).isEqualTo(content);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, PIECE - 1, PIECE, 2 * PIECE, 3 * PIECE + 6})
  void oneBitThatChangedAnywhereKeepsTheEndBack(int position) {
    byte[] content = Randomness.bytes(3 * PIECE + 7);
    byte[] there = content.clone();
    there[position] ^= 1;
    assertThatThrownBy(() -> copy(there, blob(content))).isInstanceOf(CheckedReading.Damaged.class);
    assertThat(handedOn.size()).isLessThan(content.length);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, PIECE, 2 * PIECE - 1})
  void oneThatIsShorterIsDamaged(int length) {
    byte[] content = Randomness.bytes(2 * PIECE);
    assertThatThrownBy(() -> copy(Arrays.copyOf(content, length), blob(content)))
        .isInstanceOf(CheckedReading.Damaged.class);
    assertThat(handedOn.size()).isLessThan(content.length);
  }

  @Test
  void oneThatGrewIsDamagedAndNotReadToItsEnd() {
    byte[] content = Randomness.bytes(PIECE);
    ByteArrayInputStream grown = new ByteArrayInputStream(Arrays.copyOf(content, 100 * PIECE));
    assertThatThrownBy(() -> CheckedReading.copy(grown, blob(content), handedOn))
        .isInstanceOf(CheckedReading.Damaged.class);
    assertThat(grown.available()).isGreaterThan(90 * PIECE);
    assertThat(handedOn.size()).isLessThanOrEqualTo(content.length);
  }

  @Test
  void aContentOfTheSameLengthIsNotTakenForAnother() {
    assertThatThrownBy(() -> copy(new byte[10], blob(Randomness.bytes(10))))
        .isInstanceOf(CheckedReading.Damaged.class);
    assertThat(handedOn.size()).isZero();
  }
}
