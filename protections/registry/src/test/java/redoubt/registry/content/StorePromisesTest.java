package redoubt.registry.content;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.SeekableByteChannel;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redoubt.registry.testing.Images;

/** What every content store promises. */
abstract class StorePromisesTest {
  final Place place = Place.fresh();
  ContentStore store;

  /** The store, as a server finds it that starts. */
  abstract ContentStore reopened() throws IOException;

  @BeforeEach
  void open() throws IOException {
    store = reopened();
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
      draft.settle(() -> {});
      draft.append(ByteBuffer.wrap(Images.text("more")));
      draft.settle(() -> {});
      draft.settle(() -> {});
    }
    assertThat(read()).isEqualTo("more");
  }

  @Test
  void whatWasOpenedStaysReadableWhenItIsRemoved() throws IOException {
    settle("still here");
    try (SeekableByteChannel open = store.open(place)) {
      store.remove(place);
      assertThatThrownBy(() -> store.open(place)).isInstanceOf(NoSuchFileException.class);
      assertThat(new String(Channels.newInputStream(open).readAllBytes())).isEqualTo("still here");
    }
  }

  @Test
  void whatIsSettledIsReadFromAnywhere() throws IOException {
    settle("zero one two");
    try (SeekableByteChannel open = store.open(place)) {
      assertThat(open.size()).isEqualTo(12);
      open.position(5);
      ByteBuffer three = ByteBuffer.allocate(3);
      while (three.hasRemaining() && open.read(three) >= 0) {
        // Reads on.
      }
      assertThat(new String(three.array())).isEqualTo("one");
      open.position(12);
      assertThat(open.read(ByteBuffer.allocate(1))).isEqualTo(-1);
    }
  }

  @Test
  void whatIsWrittenAnewHasAnotherStamp() throws IOException {
    settle("one");
    String first = store.stamp(place);
    assertThat(store.stamp(place)).isEqualTo(first);
    try (Draft draft = store.write(place, 2)) {
      draft.append(ByteBuffer.wrap(Images.text("two")));
      draft.settle(() -> {});
    }
    assertThat(read()).isEqualTo("ontwo");
    assertThat(store.stamp(place)).isNotEqualTo(first);
    store.remove(place);
    assertThatThrownBy(() -> store.stamp(place)).isInstanceOf(NoSuchFileException.class);
  }

  @Test
  void whatIsSettledAndWhatIsNotIsMetByAWalk() throws IOException {
    settle("one");
    Place other = Place.fresh();
    store.write(other, 0).close();
    assertThat(places()).containsExactlyInAnyOrder(place, other);
  }

  @Test
  void theFirstIdStays() throws IOException {
    assertThat(store.id()).isEmpty();
    assertThat(store.giveId("one")).isEqualTo("one");
    assertThat(reopened().giveId("two")).isEqualTo("one");
    assertThat(reopened().id()).contains("one");
    assertThat(places()).isEmpty();
  }

  @Test
  void tidyingLeavesWhatIsBeingWritten() throws IOException {
    write(0, "one and ");
    store.tidy(Instant.now().minusSeconds(3600));
    write(8, "two");
    assertThat(read()).isEqualTo("one and two");
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
  void aStoreThatIsOpenedAgainHasItAll() throws IOException {
    write(0, "kept");
    store = reopened();
    assertThat(read()).isEqualTo("kept");
  }

  void settle(String text) throws IOException {
    try (Draft draft = store.write(place, 0)) {
      draft.append(ByteBuffer.wrap(Images.text(text)));
      draft.settle(() -> {});
    }
  }

  void write(long length, String text) throws IOException {
    try (Draft draft = store.write(place, length)) {
      draft.append(ByteBuffer.wrap(Images.text(text)));
    }
  }

  String read() throws IOException {
    try (InputStream in = Channels.newInputStream(store.open(place))) {
      return new String(in.readAllBytes());
    }
  }

  List<Place> places() throws IOException {
    List<Place> places = new ArrayList<>();
    store.walk(places::add);
    return places;
  }
}
