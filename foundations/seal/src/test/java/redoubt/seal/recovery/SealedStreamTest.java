package redoubt.seal.recovery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.Test;
import redoubt.core.Failure;
import redoubt.crypto.Aead;
import redoubt.crypto.Randomness;
import redoubt.crypto.SecretBytes;

class SealedStreamTest {
  private static final int FRAME = 5 + SealedOutput.CHUNK + Aead.OVERHEAD;

  private final SecretBytes key = SecretBytes.random(32);
  private final byte[] text = Randomness.bytes(3 * SealedOutput.CHUNK + 7);

  @Test
  void givesBackWhatWasWritten() throws IOException {
    for (int length : new int[] {0, 1, SealedOutput.CHUNK, SealedOutput.CHUNK + 1, text.length}) {
      byte[] part = Arrays.copyOf(text, length);
      assertThat(open(seal(part, "header"), "header")).isEqualTo(part);
    }
  }

  @Test
  void aChunkCannotBePassedOffAsTheLast() throws IOException {
    byte[] cut = Arrays.copyOf(seal(text, "header"), 2 * FRAME);
    cut[FRAME + 4] = 1;
    assertFails("recovery.damaged", cut, "header");
  }

  @Test
  void theLastCannotBeLeftOut() throws IOException {
    assertFails("recovery.truncated", Arrays.copyOf(seal(text, "header"), 3 * FRAME), "header");
  }

  @Test
  void aChunkCannotBeRepeated() throws IOException {
    byte[] whole = seal(text, "header");
    System.arraycopy(whole, 0, whole, FRAME, FRAME);
    assertFails("recovery.damaged", whole, "header");
  }

  @Test
  void belongsToItsHeader() throws IOException {
    assertFails("recovery.damaged", seal(text, "header"), "another");
  }

  private byte[] seal(byte[] plain, String header) throws IOException {
    ByteArrayOutputStream file = new ByteArrayOutputStream();
    SealedOutput out = new SealedOutput(file, key, header);
    out.write(plain);
    out.finish();
    return file.toByteArray();
  }

  private byte[] open(byte[] file, String header) throws IOException {
    return new SealedInput(new ByteArrayInputStream(file), key, header).readAllBytes();
  }

  private void assertFails(String code, byte[] file, String header) {
    assertThatThrownBy(() -> open(file, header))
        .isInstanceOfSatisfying(Failure.class, it -> assertThat(it.code()).isEqualTo(code));
  }
}
