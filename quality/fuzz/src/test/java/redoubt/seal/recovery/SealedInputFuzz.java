package redoubt.seal.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.Arrays;
import redoubt.core.Failure;
import redoubt.crypto.Aead;
import redoubt.crypto.SecretBytes;
import redoubt.fuzz.ParserFuzz;

/**
 * What was sealed comes out whole; cut off, lengthened or changed anywhere it does not. The input
 * is what is sealed, and says where it is changed; it is tried as a sealed stream, too.
 */
final class SealedInputFuzz extends ParserFuzz {
  private static final SecretBytes KEY = SecretBytes.random(Aead.KEY_BYTES);

  @Override
  protected void check(byte[] input) {
    try {
      refuses(input);
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      SealedOutput sealing = new SealedOutput(out, KEY, "header");
      sealing.write(input, 0, input.length);
      sealing.finish();
      byte[] sealed = out.toByteArray();
      assertThat(opened(sealed)).isEqualTo(input);
      int at = input.length == 0 ? 0 : (input[0] & 0xff) * sealed.length / 256;
      refuses(Arrays.copyOf(sealed, at));
      refuses(Arrays.copyOf(sealed, sealed.length + 1 + at));
      sealed[at] ^= 1;
      refuses(sealed);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  private static byte[] opened(byte[] sealed) throws IOException {
    try (SealedInput in = new SealedInput(new ByteArrayInputStream(sealed), KEY, "header")) {
      return in.readAllBytes();
    }
  }

  private static void refuses(byte[] sealed) throws IOException {
    try {
      opened(sealed);
    } catch (Failure refused) {
      expect(refused, "recovery.damaged", "recovery.truncated");
      return;
    }
    throw new AssertionError("a stream opens that was not sealed");
  }
}
