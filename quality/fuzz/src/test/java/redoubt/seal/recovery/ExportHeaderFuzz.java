package redoubt.seal.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Arrays;
import redoubt.core.Failure;
import redoubt.fuzz.ParserFuzz;

/** A header is read to its line feed and no further, and is spelled in one way only. */
final class ExportHeaderFuzz extends ParserFuzz {
  @Override
  protected void check(byte[] input) {
    ByteArrayInputStream in = new ByteArrayInputStream(input);
    try {
      ExportHeader header = ExportHeader.read(in);
      int taken = input.length - in.available();
      assertThat(header.toBytes()).isEqualTo(Arrays.copyOf(input, taken));
      assertThat(header.threshold()).isBetween(2, 255);
    } catch (Failure refused) {
      expect(refused, "recovery.not-an-export");
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
