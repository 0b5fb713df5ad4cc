package redoubt.encryption;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import redoubt.testkit.Await;

/** Who of several tenants is let to work. */
final class FairPlacesTest {
  private final FairPlaces places = new FairPlaces(4, 2);
  private final BlockingQueue<Taken> taken = new LinkedBlockingQueue<>();
  private int asked;

  private record Taken(String tenant, int asked, FairPlaces.Place place) {}

  /** Returns once it has a place or waits for one. */
  private void ask(String tenant) {
    int number = ++asked;
    Thread asking =
        Thread.ofPlatform()
            .daemon()
            .start(() ->
                taken.add(
                    new Taken(tenant, number, places.take(tenant, () -> false).orElseThrow())));
    Await.until(
        Duration.ofSeconds(10),
        "a place or the wait for it",
        () ->
            asking.getState() == Thread.State.TIMED_WAITING
                || asking.getState() == Thread.State.TERMINATED);
  }

  private Taken next() throws InterruptedException {
    Taken next = taken.poll(10, TimeUnit.SECONDS);
    assertThat(next).isNotNull();
    return next;
  }

  @Test
  void aTenantWithManyReadingsLeavesPlacesToOthers() throws InterruptedException {
    for (int i = 0; i < 10; i++) {
      ask("greedy");
    }
    next();
    next();
    ask("modest");
    assertThat(next().tenant()).isEqualTo("modest");
    assertThat(taken).isEmpty();
  }

  @Test
  void aFreePlaceGoesToTheTenantThatHasFewest() throws InterruptedException {
    ask("a");
    ask("a");
    ask("b");
    ask("b");
    Taken first = next();
    for (int i = 0; i < 3; i++) {
      next();
    }
    ask("b");
    ask("a");
    ask("c");
    assertThat(taken).isEmpty();
    assertThat(first.tenant()).isEqualTo("a");
    first.place().close();
    Taken c = next();
    assertThat(c.tenant()).isEqualTo("c");
    c.place().close();
    // Of b there are two already; a has one.
    assertThat(next().tenant()).isEqualTo("a");
    assertThat(taken).isEmpty();
  }

  @Test
  void whoIsNotWantedAnyMoreDoesNotWait() {
    ask("a");
    ask("a");
    assertThat(places.take("a", () -> true)).isEmpty();
    ask("b");
    assertThat(places.take("c", () -> true)).isPresent();
  }

  @Test
  void whoWaitedLongestOfATenantIsNotPassedByAnother() throws InterruptedException {
    for (String tenant : new String[] {"a", "b", "c", "d"}) {
      ask(tenant);
    }
    Taken first = next();
    for (int i = 0; i < 3; i++) {
      next();
    }
    for (int i = 5; i <= 8; i++) {
      ask("e");
    }
    first.place().close();
    Taken fifth = next();
    assertThat(fifth.asked()).isEqualTo(5);
    fifth.place().close();
    assertThat(next().asked()).isEqualTo(6);
  }
}
