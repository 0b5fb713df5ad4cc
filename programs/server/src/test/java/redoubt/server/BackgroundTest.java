package redoubt.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import redoubt.core.BackgroundTask;
import redoubt.core.BackgroundTask.Where;
import redoubt.store.Leases;
import redoubt.testkit.Await;
import redoubt.testkit.TestDatabase;

class BackgroundTest {
  private static final Duration OFTEN = Duration.ofMillis(20);

  @AutoClose private final TestDatabase database = TestDatabase.create();
  @AutoClose private final Leases mine = new Leases(database.database());
  @AutoClose private final Leases others = new Leases(database.database());

  @Test
  void whatServersShareIsDoneByOneAtATime() throws Exception {
    assertThat(ranBesideAnother(Where.ONE_SERVER)).isFalse();
  }

  @Test
  void whatIsEachServersOwnIsDoneByEach() throws Exception {
    assertThat(ranBesideAnother(Where.EACH_SERVER)).isTrue();
  }

  /** Whether the task runs here while another server is at it. */
  private boolean ranBesideAnother(Where where) throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    AtomicInteger here = new AtomicInteger();
    AtomicInteger unrelated = new AtomicInteger();
    BackgroundTask busy =
        new BackgroundTask(
            "test.certificate",
            OFTEN,
            where,
            () -> {
              begun.countDown();
              await(end);
            });
    List<BackgroundTask> ours =
        List.of(
            new BackgroundTask("test.certificate", OFTEN, where, here::incrementAndGet),
            new BackgroundTask("test.unrelated", OFTEN, unrelated::incrementAndGet));
    try (Background _ = new Background(List.of(busy), others)) {
      begun.await();
      try (Background _ = new Background(ours, mine)) {
        Await.until(Duration.ofSeconds(10), "turns", () -> unrelated.get() > 10);
        return here.get() > 0;
      } finally {
        end.countDown();
      }
    }
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await(30, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
