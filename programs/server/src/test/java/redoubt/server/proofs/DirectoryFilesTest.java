package redoubt.server.proofs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redoubt.core.Failure;
import redoubt.server.DataDirectory;

final class DirectoryFilesTest {
  @TempDir Path temporary = Path.of("");

  @Test
  void areAllReadAndTheDirectoryStaysOurs() throws Exception {
    Path path = temporary.resolve("data");
    try (DataDirectory directory = DataDirectory.take(path)) {
      Files.createDirectory(path.resolve("postgres"));
      directory.writePrivate("ca.pem", "certificate");
      Files.writeString(path.resolve("postgres/rows"), "row");

      Map<String, String> read = new HashMap<>();
      DirectoryFiles.read(
          path,
          (name, bytes) ->
              read.put(name, new String(bytes.readAllBytes(), StandardCharsets.UTF_8)));

      assertThat(read).isEqualTo(Map.of("ca.pem", "certificate", "postgres/rows", "row"));
      assertThat(answerToAnotherProcess(path)).isEqualTo("server.directory-in-use");
    }
    assertThat(answerToAnotherProcess(path)).isEqualTo("taken");
  }

  private static String answerToAnotherProcess(Path path) throws IOException {
    Process process =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-cp",
                System.getProperty("java.class.path"),
                Taker.class.getName(),
                path.toString())
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8).strip();
  }

  /** Another process: takes the directory and says how that went. */
  static final class Taker {
    private Taker() {}

    @SuppressWarnings("SystemOut")
    public static void main(String[] args) {
      try {
        DataDirectory.take(Path.of(args[0])).close();
        System.out.println("taken");
      } catch (Failure e) {
        System.out.println(e.code());
      }
    }
  }
}
