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
    public Sight find(Subject subject) {
      if (asked.getAndIncrement() >= times) {
        throw new IllegalStateException("it cannot be asked");
      }
      return Sight.whole(empty.get() ? List.of() : List.of(nothing(subject, "fickle:1")));
    }

    @Override
    public boolean owns(String source) {
      return source.startsWith("fickle:");
    }
  }

  private static Found nothing(Subject subject, String source) {
    return new Found(source, subject.digest(), Format.COSIGN_LEGACY, _ -> List.of());
  }

  /** A place that sees some of what it has. */
  private record Half(Sight sight) implements Finder {
    @Override
    public Sight find(Subject subject) {
      return sight;
    }

    @Override
    public boolean owns(String source) {
      return source.startsWith("half:");
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
          public Sight find(Subject of) {
            Sight there = fickle.find(of);
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
  void whatCannotBeSeenStaysAndKeepsNothingElseFromGoing() {
    Subject subject = new Subject(Room.TENANT, Room.APP, room.push("app"));
    List<Found> all = List.of(nothing(subject, "half:a 1"), nothing(subject, "half:b 1"));
    assertThat(examine(new Half(Sight.whole(all)), subject)).isTrue();
    assertThat(sources(subject)).containsExactlyInAnyOrder("half:a 1", "half:b 1");
    assertThat(isDue(Duration.ofMinutes(6))).isFalse();

    List<Found> one = List.of(nothing(subject, "half:b 2"));
    assertThat(examine(new Half(new Sight(one, List.of("half:a "))), subject)).isTrue();

    assertThat(sources(subject)).containsExactlyInAnyOrder("half:a 1", "half:b 2");
    assertThat(isDue(Duration.ZERO)).isFalse();
    assertThat(isDue(Duration.ofMinutes(6))).as("it is looked at again").isTrue();
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
