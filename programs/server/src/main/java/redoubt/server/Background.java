package redoubt.server;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redoubt.core.BackgroundTask;
import redoubt.core.Failure;
import redoubt.store.Leases;

/**
 * Runs the rooms' background tasks, each at its interval; what servers share is done by one of them
 * at a time. A task that fails is logged and tried again at its next turn.
 */
final class Background implements AutoCloseable {
  private static final Logger log = LoggerFactory.getLogger(Background.class);
  private static final Duration LONGEST_TURN = Duration.ofMinutes(10);

  private final ScheduledExecutorService timer;

  Background(List<BackgroundTask> tasks, Leases leases) {
    ThreadFactory threads = Thread.ofPlatform().name("background-", 0).daemon().factory();
    timer = Executors.newScheduledThreadPool(2, threads);
    for (BackgroundTask task : tasks) {
      long every = task.every().toMillis();
      Future<?> _ =
          timer.scheduleWithFixedDelay(
              () -> run(task, leases), Math.min(every, 1000), every, TimeUnit.MILLISECONDS);
    }
  }

  private static void run(BackgroundTask task, Leases leases) {
    try {
      switch (task.where()) {
        case ONE_SERVER -> leases.runIfFree("task." + task.name(), LONGEST_TURN, task.work());
        case EACH_SERVER -> task.work().run();
      }
    } catch (Failure failure) {
      log.warn("task {} did not run: {} {}", task.name(), failure.code(), failure.what());
    } catch (RuntimeException e) {
      log.error("task {} broke", task.name(), e);
    }
  }

  /** Waits up to ten seconds for tasks that run; they are written to be cut off anywhere. */
  @Override
  public void close() {
    timer.shutdownNow();
    try {
      if (!timer.awaitTermination(10, TimeUnit.SECONDS)) {
        log.warn("background tasks were cut off");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
