package redoubt.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

final class DeadlineTest {
  private static final Duration LONG = Duration.ofHours(1);

  // The count may begin anywhere, and it may pass the greatest number.
  private final AtomicLong nanoTime = new AtomicLong(Long.MAX_VALUE - 1_000);
  private final Deadline deadline = Deadline.in(Duration.ofSeconds(10), nanoTime::get);

  private void pass(Duration time) {
    nanoTime.addAndGet(time.toNanos());
  }

  @Test
  void itIsOverWhenTheTimeHasPassedAndNotBefore() {
    pass(Duration.ofSeconds(10).minusNanos(1));
    assertThat(deadline.isOver()).isFalse();
    pass(Duration.ofNanos(1));
    assertThat(deadline.isOver()).isTrue();
  }

  @Test
  void whatIsLeftIsNeverMoreThanIsAskedForNorLessThanNothing() {
    assertThat(deadline.left(Duration.ofSeconds(3))).isEqualTo(Duration.ofSeconds(3));
    pass(Duration.ofSeconds(8));
    assertThat(deadline.left(Duration.ofSeconds(3))).isEqualTo(Duration.ofSeconds(2));
    pass(LONG);
    assertThat(deadline.left(Duration.ofSeconds(3))).isEqualTo(Duration.ZERO);
  }

  @Test
  void putOffItHasThatTimeFromNowOn() {
    pass(LONG);
    deadline.putOff(Duration.ofSeconds(5));
    assertThat(deadline.left(LONG)).isEqualTo(Duration.ofSeconds(5));
  }

  @Test
  void neverIsNotOver() {
    assertThat(Deadline.never().isOver()).isFalse();
    assertThat(Deadline.never().left(LONG)).isEqualTo(LONG);
  }
}
