package redoubt.web.console;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The files of others that the console serves are those that VENDORED.md names, byte for byte. */
final class VendoredFilesTest {
  private static final Path FOLDER = folder();

  private record Vendored(
      String file, String product, String version, String licence, String sha256) {}

  private static Path folder() {
    URL list = Objects.requireNonNull(Console.class.getResource("vendor/VENDORED.md"));
    try {
      return Objects.requireNonNull(Path.of(list.toURI()).getParent());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static List<Vendored> named() throws IOException {
    return Files.readAllLines(FOLDER.resolve("VENDORED.md")).stream()
        .skip(2)
        .map(line -> Arrays.stream(line.split("\\|", -1)).map(String::strip).toList())
        .map(cells ->
            new Vendored(cells.get(1), cells.get(2), cells.get(3), cells.get(4), cells.get(5)))
        .toList();
  }

  @Test
  void everyFileHasTheDigestThatIsWrittenDown() throws Exception {
    for (Vendored vendored : named()) {
      byte[] bytes = Files.readAllBytes(FOLDER.resolve(vendored.file()));
      byte[] digest = MessageDigest.getInstance("SHA-256").digest(bytes);
      assertThat(HexFormat.of().formatHex(digest)).as(vendored.file()).isEqualTo(vendored.sha256());
    }
  }

  @Test
  void everyFileIsWrittenDown() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      assertThat(
              files
                  .map(file -> file.getFileName().toString())
                  .filter(file -> !file.endsWith(".LICENSE.txt") && !file.equals("VENDORED.md")))
          .containsExactlyInAnyOrderElementsOf(named().stream().map(Vendored::file).toList());
    }
  }

  @Test
  void everyFileHasANameAVersionAndItsLicenceBesideIt() throws IOException {
    for (Vendored vendored : named()) {
      assertThat(vendored.product()).isNotBlank();
      assertThat(vendored.version()).matches("[0-9]+(\\.[0-9]+)+");
      assertThat(vendored.licence()).isIn("0BSD", "MIT", "OFL-1.1");
      String stem = vendored.file().substring(0, vendored.file().lastIndexOf('.'));
      assertThat(FOLDER.resolve(stem + ".LICENSE.txt")).isNotEmptyFile();
    }
  }
}
