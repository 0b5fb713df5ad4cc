package redoubt.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class PrivateFilesTest {
  @TempDir Path directory = Path.of("");

  @Test
  void readsWhatItWrote() {
    Path file = directory.resolve("file");
    PrivateFiles.write(file, new byte[] {1, 2});
    assertThat(PrivateFiles.read(file, 2)).hasValue(new byte[] {1, 2});
  }

  @Test
  void refusesWhatOthersMayRead() throws IOException {
    Path file = directory.resolve("file");
    PrivateFiles.write(file, new byte[1]);
    Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-r-----"));
    assertThatThrownBy(() -> PrivateFiles.read(file, 1)).hasMessageContaining("others may read");
  }

  @Test
  void refusesAFileOfAnotherUser() throws IOException {
    Path file = directory.resolve("file");
    PrivateFiles.write(file, new byte[1]);
    assumeTrue(
        (int) Files.getAttribute(file, "unix:uid") == 0, "only root gives files to other users");
    Files.setAttribute(file, "unix:uid", 65_534);
    assertThatThrownBy(() -> PrivateFiles.read(file, 1))
        .hasMessageContaining("belongs to another user");
  }

  @Test
  void whatIsToBeDestroyedIsThoughTheThreadIsInterrupted(@TempDir Path directory) {
    Path file = directory.resolve("key");
    PrivateFiles.write(file, new byte[] {1, 2, 3});
    Thread.currentThread().interrupt();
    PrivateFiles.destroy(file);
    assertThat(Thread.interrupted()).isTrue();
    assertThat(file).doesNotExist();
  }
}
