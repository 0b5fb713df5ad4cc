package redoubt.registry.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
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

  /** NFS keeps an open file that was removed under a name of its own. */
  @Test
  void whatIsNoPlaceIsLeftAlone() throws IOException {
    write(0, "an image");
    Path places = directory.resolve("content").resolve("places");
    String folder = place.text().substring(0, 2);
    Files.writeString(places.resolve(folder).resolve(".nfs00000000004d"), "still read");
    Files.writeString(places.resolve(folder).resolve("0".repeat(31) + "Z"), "somebody's");
    Files.createDirectory(places.resolve("zz"));
    Files.writeString(places.resolve("zz").resolve(place.text()), "elsewhere");
    Files.writeString(places.resolve("notes.txt"), "somebody's");
    List<String> strangers = new ArrayList<>();
    List<Place> met = new ArrayList<>();
    store.walk(met::add, strangers::add);
    assertThat(met).containsExactly(place);
    assertThat(strangers)
        .containsExactlyInAnyOrder(
            folder + "/.nfs00000000004d",
            folder + "/" + "0".repeat(31) + "Z",
            "zz/" + place.text(),
            "notes.txt");
  }

  @Test
  void aFolderThatWasTakenAwayIsMadeAgain() throws IOException {
    write(0, "an image");
    Path folder =
        directory.resolve("content").resolve("places").resolve(place.text().substring(0, 2));
    Files.delete(folder.resolve(place.text()));
    Files.delete(folder);
    assertThatExceptionOfType(NoSuchFileException.class)
        .as("what was acknowledged is not made anew")
        .isThrownBy(() -> store.write(place, 3));
    Files.delete(folder);
    write(0, "another");
    assertThat(folder.resolve(place.text())).hasContent("another");
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
