package redoubt.keys.room;

import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Small work that every server does for itself, over and over. What fails is tried again. */
final class Housekeeping implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);

  private final ScheduledExecutorService executor;

  Housekeeping() {
    ScheduledThreadPoolExecutor one =
        new ScheduledThreadPoolExecutor(
            1, Thread.ofPlatform().daemon().name("keys-housekeeping").factory());
    one.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    this.executor = one;
  }

  void every(Duration period, Runnable work) {
    var _ =
        executor.scheduleWithFixedDelay(
            () -> guarded(work), period.toMillis(), period.toMillis(), TimeUnit.MILLISECONDS);
  }

  private static void guarded(Runnable work) {
    try {
      work.run();
    } catch (RuntimeException e) {
      LOG.warn("housekeeping of keys failed and is tried again: {}", e.toString());
    }
  }

  @Override
  public void close() {
    executor.shutdownNow();
  }
}
