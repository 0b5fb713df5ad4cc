package redoubt.encryption;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import redoubt.core.Failure;
import redoubt.encryption.bolt.BoltFile;
import redoubt.encryption.bolt.Bucket;
import redoubt.fuzz.ParserFuzz;

/** Whatever the file holds, it is read without leaving it, and ends. The checksum is left out. */
final class BoltFileFuzz extends ParserFuzz {
  private static final Path FILE = file();
  private static final byte[] KEY = {'k', 'e', 'y'};

  private static Path file() {
    try {
      Path file = Files.createTempFile("redoubt-fuzz", ".db");
      file.toFile().deleteOnExit();
      return file;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  protected void check(byte[] input) {
    try {
      Files.write(FILE, input);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    try (BoltFile opened = BoltFile.open(FILE)) {
      long[] bytes = {0};
      Bucket keys = opened.root().bucket(KEY).orElse(opened.root());
      keys.descending((key, value) -> bytes[0] += key.byteSize() + value.byteSize());
      assertThat(bytes[0]).isNotNegative();
    } catch (Failure refused) {
      expect(
          refused,
          "encryption.snapshot-foreign",
          "encryption.snapshot-newer",
          "encryption.snapshot-truncated",
          "encryption.snapshot-damaged");
    }
  }
}
