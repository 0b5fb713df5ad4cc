package redoubt.registry.content;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The promises of a content store, kept by files. */
class FileStoreTest extends StorePromisesTest {
  @TempDir private Path directory;

  @Override
  ContentStore reopened() throws IOException {
    return FileStore.in(directory.resolve("content"));
  }

  @Test
  void nobodyElseOnTheMachineReadsIt() throws IOException {
    write(0, "secret");
    try (Stream<Path> paths = Files.walk(directory.resolve("content"))) {
      assertThat(paths)
          .hasSize(4)
          .allSatisfy(path ->
              assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                  .isEqualTo(Files.isDirectory(path) ? "rwx------" : "rw-------"));
    }
  }
}
