package redoubt.registry.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redoubt.registry.testing.Images;

/** The promises of a content store, kept by files. */
class FileStoreTest {
  private final Place place = Place.fresh();

  @TempDir private Path directory;
  private ContentStore store;

  @BeforeEach
  void open() throws IOException {
    store = FileStore.in(directory.resolve("content"));
  }

  @Test
  void whatIsWrittenIsRead() throws IOException {
    write(0, "one and ");
    write(8, "two");
    assertThat(read()).isEqualTo("one and two");
  }

  @Test
  void whatIsBeyondTheLengthIsCutOff() throws IOException {
    write(0, "one and something else");
    write(8, "two");
    assertThat(read()).isEqualTo("one and two");
  }

  @Test
  void lessThanWasAcknowledgedIsAnError() throws IOException {
    write(0, "one");
    assertThatThrownBy(() -> write(4, "two")).isInstanceOf(IOException.class);
    assertThat(read()).isEqualTo("one");
  }

  @Test
  void toGoOnWhereNothingIsLeavesNothing() throws IOException {
    assertThatThrownBy(() -> write(4, "two")).isInstanceOf(IOException.class);
    assertThat(places()).isEmpty();
  }

  @Test
  void aDraftKnowsItsLength() throws IOException {
    try (Draft draft = store.write(place, 0)) {
      assertThat(draft.length()).isZero();
      draft.append(ByteBuffer.wrap(Images.text("four")));
      assertThat(draft.length()).isEqualTo(4);
    }
    try (Draft draft = store.write(place, 2)) {
      assertThat(draft.length()).isEqualTo(2);
    }
  }

  @Test
  void settlingMayBeRepeatedAndWritingGoesOn() throws IOException {
    try (Draft draft = store.write(place, 0)) {
      draft.settle();
      draft.append(ByteBuffer.wrap(Images.text("more")));
      draft.settle();
      draft.settle();
    }
    assertThat(read()).isEqualTo("more");
  }

  @Test
  void whatWasOpenedStaysReadableWhenItIsRemoved() throws IOException {
    write(0, "still here");
    try (SeekableByteChannel open = store.open(place)) {
      store.remove(place);
      assertThatThrownBy(() -> store.open(place)).isInstanceOf(NoSuchFileException.class);
      assertThat(new String(Channels.newInputStream(open).readAllBytes())).isEqualTo("still here");
    }
  }

  @Test
  void nothingIsRemovedWithoutAnError() throws IOException {
    store.remove(place);
    write(0, "x");
    store.remove(place);
    store.remove(place);
    assertThat(places()).isEmpty();
  }

  @Test
  void aWalkMeetsEveryPlaceOnce() throws IOException {
    List<Place> all = Stream.generate(Place::fresh).limit(300).toList();
    for (Place each : all) {
      store.write(each, 0).close();
    }
    assertThat(places()).containsExactlyInAnyOrderElementsOf(all);
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

  @Test
  void aStoreThatIsOpenedAgainHasItAll() throws IOException {
    write(0, "kept");
    store = FileStore.in(directory.resolve("content"));
    assertThat(read()).isEqualTo("kept");
  }

  @Test
  void saysHowMuchRoomThereIs() throws IOException {
    assertThat(store.free()).isPositive();
  }

  private void write(long length, String text) throws IOException {
    try (Draft draft = store.write(place, length)) {
      draft.append(ByteBuffer.wrap(Images.text(text)));
    }
  }

  private String read() throws IOException {
    try (InputStream in = Channels.newInputStream(store.open(place))) {
      return new String(in.readAllBytes());
    }
  }

  private List<Place> places() throws IOException {
    List<Place> places = new ArrayList<>();
    store.walk(places::add);
    return places;
  }
}
