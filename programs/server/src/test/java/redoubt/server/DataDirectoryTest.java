package redoubt.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class DataDirectoryTest {
  @TempDir Path directory = Path.of("");

  @Test
  void aDirectoryThatOthersCouldEnterIsMadePrivate() throws IOException {
    Path open = Files.createDirectory(directory.resolve("open"));
    Files.setPosixFilePermissions(open, PosixFilePermissions.fromString("rwxrwxrwx"));
    DataDirectory.take(open).close();
    assertThat(Files.getPosixFilePermissions(open))
        .isEqualTo(PosixFilePermissions.fromString("rwx------"));
  }

  @Test
  void aFileInItsPlaceIsNamedAsThat() throws IOException {
    Path file = Files.createFile(directory.resolve("file"));
    assertThatThrownBy(() -> DataDirectory.take(file))
        .hasMessageContaining(file + " is not a directory");
  }

  @Test
  void aNameTooLongForASocketHasNone() {
    assertThat(socketIn(directory.resolve("a"))).isTrue();
    assertThat(socketIn(directory.resolve("ä".repeat(60)))).isFalse();
  }

  private static boolean socketIn(Path path) {
    DataDirectory taken = DataDirectory.take(path);
    try {
      return taken.socket().isPresent();
    } finally {
      taken.close();
    }
  }
}
