package redoubt.signatures.beside;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import redoubt.core.Failure;
import redoubt.oci.Digest;
import redoubt.oci.Manifest;
import redoubt.signatures.facts.Subject;
import redoubt.signatures.testing.Room;

/** Signatures beside images: of images that there are, as many as can be read, and no longer. */
class BesideTest {
  @AutoClose private final Room room = new Room();

  private static Subject subject(Digest image) {
    return new Subject(Room.TENANT, Room.APP, image);
  }

  private static PutSignature signature(Digest image, int number, int length) {
    return new PutSignature("%s@%032x".formatted(image, number), new byte[length]);
  }

  private void put(Digest image, int number, int length) {
    room.beside()
        .put(subject(image), "writer", signature(image, number, length), room.verdicts()::renew);
  }

  @Test
  void anImageThatIsNotThereHasNone() {
    Digest none = Digest.of((byte) 1);
    assertThatThrownBy(() -> put(none, 1, 10))
        .isInstanceOfSatisfying(
            Failure.class, e -> assertThat(e.code()).isEqualTo("signatures.no-image"));
  }

  @Test
  void thereAreNoMoreThanToolsReadAndTheSameOnceMoreIsNone() {
    Digest image = room.push("app");
    for (int i = 0; i < 32; i++) {
      put(image, i, 64 << 10);
    }
    assertThatThrownBy(() -> put(image, 32, 10))
        .isInstanceOfSatisfying(
            Failure.class, e -> assertThat(e.code()).isEqualTo("signatures.limit"));
    assertThatCode(() -> put(image, 31, 64 << 10)).doesNotThrowAnyException();
    assertThat(room.beside().of(subject(image))).hasSize(32);
  }

  @Test
  void theyGoSomeTimeAfterTheirImageUnlessItComesBack() {
    Digest image = room.push("app");
    Digest other = room.push("other");
    put(image, 1, 10);
    put(other, 1, 10);
    Manifest first = room.shelf().manifest(Room.APP, image).orElseThrow();
    Manifest kept = room.shelf().manifest(Room.APP, other).orElseThrow();
    for (Digest gone : new Digest[] {image, other}) {
      room.shelf().remove(Room.APP, gone);
      room.verdicts().gone(Room.TENANT, Room.APP, gone);
    }
    assertThat(room.beside().of(subject(other))).isEmpty();
    room.clock().advance(Duration.ofDays(29));
    room.shelf().put(Room.APP, kept);
    room.verdicts().arrived(Room.TENANT, Room.APP, other, Optional.empty());
    room.clock().advance(Duration.ofDays(5));
    room.beside().tidy();
    assertThat(room.beside().of(subject(other))).hasSize(1);
    room.shelf().put(Room.APP, first);
    assertThat(room.beside().of(subject(image))).isEmpty();
  }
}
