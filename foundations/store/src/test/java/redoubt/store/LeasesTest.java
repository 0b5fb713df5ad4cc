package redoubt.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;

class LeasesTest {
  private static final Duration LONG = Duration.ofMinutes(1);

  @AutoClose private final Database database = Sample.openMigrated();
  @AutoClose private final Leases mine = new Leases(database);
  @AutoClose private final Leases theirs = new Leases(database);

  @Test
  void nobodyElseWorksWhileOneHoldsTheLease() {
    AtomicBoolean ran = new AtomicBoolean();
    boolean first =
        mine.runIfFree(
            "sweep",
            LONG,
            () -> {
              assertThat(theirs.runIfFree("sweep", LONG, () -> ran.set(true))).isFalse();
              assertThat(mine.runIfFree("sweep", LONG, () -> ran.set(true))).isFalse();
            });
    assertThat(first).isTrue();
    assertThat(ran).isFalse();
  }

  @Test
  void theLeaseIsFreeAfterwardsAlsoWhenTheWorkThrew() {
    assertThatThrownBy(() ->
            mine.runIfFree(
                "sweep",
                LONG,
                () -> {
                  throw new IllegalStateException("broken");
                }))
        .hasMessage("broken");
    assertThat(theirs.runIfFree("sweep", LONG, () -> {})).isTrue();
  }

  @Test
  void differentWorkDoesNotWait() {
    mine.runIfFree(
        "sweep", LONG, () -> assertThat(theirs.runIfFree("mop", LONG, () -> {})).isTrue());
  }

  @Test
  void theLeaseOfADeadServerEnds() throws Exception {
    CountDownLatch working = new CountDownLatch(1);
    Thread worker =
        Thread.startVirtualThread(
            () -> mine.runIfFree("sweep", LONG, () -> waitUntilInterrupted(working)));
    working.await();
    Sample.cutConnections(database);
    Sample.await("another may work", () -> theirs.runIfFree("sweep", LONG, () -> {}));
    worker.join();
  }

  @Test
  void workWhoseLeaseWasLostIsInterrupted() throws Exception {
    CountDownLatch working = new CountDownLatch(1);
    AtomicBoolean interrupted = new AtomicBoolean();
    Thread worker =
        Thread.startVirtualThread(() ->
            mine.runIfFree("sweep", LONG, () -> interrupted.set(waitUntilInterrupted(working))));
    working.await();
    Sample.cutConnections(database);
    worker.join();
    assertThat(interrupted).isTrue();
  }

  @Test
  void workThatTakesTooLongIsInterrupted() {
    AtomicBoolean interrupted = new AtomicBoolean();
    mine.runIfFree(
        "sweep",
        Duration.ofMillis(50),
        () -> interrupted.set(waitUntilInterrupted(new CountDownLatch(1))));
    assertThat(interrupted).isTrue();
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
  }

  private static boolean waitUntilInterrupted(CountDownLatch started) {
    started.countDown();
    try {
      new CountDownLatch(1).await();
      return false;
    } catch (InterruptedException e) {
      return true;
    }
  }
}
