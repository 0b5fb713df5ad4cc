package redoubt.seal.recovery;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import redoubt.core.Failure;
import redoubt.fuzz.ParserFuzz;

/**
 * Records that are read are those that a writer writes, read once more the same; anything else is
 * damaged, and no part of it is believed about sizes.
 */
final class RecordsFuzz extends ParserFuzz {
  @Override
  protected void check(byte[] input) {
    byte[] written;
    RecoveryContents contents;
    try {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      Records.Writer writer = new Records.Writer(out);
      contents = Records.read(new ByteArrayInputStream(input), writer);
      writer.end();
      written = out.toByteArray();
    } catch (Failure refused) {
      expect(refused, "recovery.damaged");
      return;
    } catch (IOException e) {
      throw new AssertionError(e);
    }
    try {
      ByteArrayOutputStream again = new ByteArrayOutputStream();
      Records.Writer writer = new Records.Writer(again);
      assertThat(Records.read(new ByteArrayInputStream(written), writer)).isEqualTo(contents);
      writer.end();
      assertThat(again.toByteArray()).isEqualTo(written);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }
}
