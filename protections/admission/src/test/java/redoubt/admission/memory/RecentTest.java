package redoubt.admission.memory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import redoubt.testkit.MovableClock;

final class RecentTest {
  private static final Duration SECOND = Duration.ofSeconds(1);

  private final MovableClock clock = MovableClock.atNoon();
  private final Recent<String, Integer> recent =
      new Recent<>(SECOND, Duration.ofMinutes(10), 100, clock, name -> "about " + name);
  private final AtomicInteger looks = new AtomicInteger();

  private int look() {
    return recent.of("a", looks::incrementAndGet);
  }

  private static int fail() {
    throw new IllegalStateException("away");
  }

  @Test
  void whatWasFoundAMomentAgoIsNotLookedUpAgain() {
    assertThat(look()).isEqualTo(1);
    assertThat(look()).isEqualTo(1);
    clock.advance(SECOND);
    assertThat(look()).isEqualTo(2);
  }

  @Test
  void whatCannotBeLookedUpHoldsForAWhile() {
    assertThat(look()).isEqualTo(1);
    clock.advance(Duration.ofMinutes(9));
    assertThat(recent.of("a", RecentTest::fail)).isEqualTo(1);
    clock.advance(Duration.ofMinutes(1));
    assertThatThrownBy(() -> recent.of("a", RecentTest::fail)).hasMessage("away");
    assertThatThrownBy(() -> recent.of("b", RecentTest::fail)).hasMessage("away");
  }

  @Test
  void manyWhoAskAtOnceCostOneLook() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Integer>> all = new ArrayList<>();
      all.add(
          threads.submit(() ->
              recent.of(
                  "a",
                  () -> {
                    begun.countDown();
                    try {
                      end.await();
                    } catch (InterruptedException e) {
                      throw new IllegalStateException(e);
                    }
                    return looks.incrementAndGet();
                  })));
      begun.await();
      for (int i = 0; i < 500; i++) {
        all.add(threads.submit(this::look));
      }
      end.countDown();
      for (Future<Integer> one : all) {
        assertThat(one.get()).isEqualTo(1);
      }
    }
    assertThat(looks).hasValue(1);
  }

  @Test
  void whatChangedIsLookedUpAnew() {
    assertThat(look()).isEqualTo(1);
    recent.changed("about b");
    assertThat(look()).isEqualTo(1);
    recent.changed("about a");
    assertThat(look()).isEqualTo(2);
    recent.changed();
    assertThat(look()).isEqualTo(3);
    recent.changed("about a");
    assertThat(recent.of("a", RecentTest::fail)).isEqualTo(3);
  }

  @Test
  void aLookThatBeganBeforeAChangeAnswersNobodyWhoAsksAfterIt() {
    int before =
        recent.of(
            "a",
            () -> {
              recent.changed("about a");
              assertThat(look()).isEqualTo(1);
              return 0;
            });
    assertThat(before).isZero();
    assertThat(look()).isEqualTo(1);
  }

  @Test
  void noMoreIsRememberedThanThereIsRoomFor() {
    for (int i = 0; i < 1_000; i++) {
      assertThat(recent.of("x" + i, () -> 7)).isEqualTo(7);
    }
    assertThat(look()).isEqualTo(1);
    assertThat(look()).isEqualTo(1);
  }
}
