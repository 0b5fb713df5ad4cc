package redoubt.signatures.facts;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import redoubt.oci.Digest;
import redoubt.signatures.Format;
import redoubt.signatures.sql.DueRows;
import redoubt.signatures.sql.FactRows;
import redoubt.signatures.testing.Room;

final class FactsTest {
  private final Room room = new Room();

  @AfterEach
  void close() {
    room.close();
  }

  /** A place of signatures that can be asked as often as it is said, and then not any more. */
  private record Fickle(int times, AtomicInteger asked, AtomicBoolean empty) implements Finder {
    Fickle(int times) {
      this(times, new AtomicInteger(), new AtomicBoolean());
    }

    @Override
    public List<Found> find(Subject subject) {
      if (asked.getAndIncrement() >= times) {
        throw new IllegalStateException("it cannot be asked");
      }
      return empty.get()
          ? List.of()
          : List.of(new Found("fickle:1", subject.digest(), Format.COSIGN_LEGACY, _ -> List.of()));
    }

    @Override
    public boolean owns(String source) {
      return source.startsWith("fickle:");
    }
  }

  private boolean examine(Finder finder, Subject subject) {
    return new Facts(room.database(), room.shelf(), room.signers(), List.of(finder), room.clock())
        .examine(subject);
  }

  private boolean isDue(Duration later) {
    return room.database()
        .read(handle -> DueRows.instances(handle, room.clock().instant().plus(later)))
        .contains(Room.TENANT);
  }

  private Set<String> sources(Subject subject) {
    return room.database().read(handle -> FactRows.sources(handle, subject)).keySet();
  }

  @Test
  void aPlaceThatCannotBeAskedASecondTimeLosesNothingAndIsAskedLater() {
    Digest image = room.push("app");
    Subject subject = new Subject(Room.TENANT, Room.APP, image);
    assertThat(examine(new Fickle(1), subject)).isTrue();
    assertThat(sources(subject)).containsExactly("fickle:1");
    assertThat(isDue(Duration.ZERO)).isFalse();
    assertThat(isDue(Duration.ofMinutes(6))).isTrue();
  }

  @Test
  void whatGoesWhileItIsLookedAtIsForgotten() {
    Digest image = room.push("app");
    Subject subject = new Subject(Room.TENANT, Room.APP, image);
    Fickle fickle = new Fickle(2);
    Finder going =
        new Finder() {
          @Override
          public List<Found> find(Subject of) {
            List<Found> there = fickle.find(of);
            fickle.empty().set(true);
            return there;
          }

          @Override
          public boolean owns(String source) {
            return fickle.owns(source);
          }
        };
    assertThat(examine(going, subject)).isTrue();
    assertThat(sources(subject)).isEmpty();
  }

  @Test
  void whatIsDueIsNotPutOffByAPlaceThatCannotBeAsked() {
    Subject subject = new Subject(Room.TENANT, Room.APP, room.push("app"));
    room.database()
        .transaction(transaction -> {
          DueRows.add(transaction, subject, room.clock().instant());
          return true;
        });
    assertThat(examine(new Fickle(0), subject)).isTrue();
    assertThat(isDue(Duration.ZERO)).isTrue();
  }
}
