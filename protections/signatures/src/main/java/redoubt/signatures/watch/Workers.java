package redoubt.signatures.watch;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redoubt.core.Deadline;

/** Four at a time, who take what is due, for a minute at most and as long as the last one takes. */
final class Workers implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Workers.class);
  private static final int AT_A_TIME = 4;
  private static final Duration TURN = Duration.ofMinutes(1);

  private final AtomicBoolean under = new AtomicBoolean();
  private final ExecutorService all =
      Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("watch-", 0).factory());

  /** Begins, unless it is under way; nobody waits for its end. */
  void begin(BooleanSupplier one) {
    if (under.compareAndSet(false, true)) {
      var _ =
          all.submit(() -> {
            try {
              untilNothingIsLeft(one);
            } finally {
              under.set(false);
            }
          });
    }
  }

  /**
   * @param one takes what is due and does it; whether there was something
   */
  void untilNothingIsLeft(BooleanSupplier one) {
    Deadline deadline = Deadline.in(TURN);
    try (ExecutorService pool =
        Executors.newFixedThreadPool(AT_A_TIME, Thread.ofVirtual().name("watcher-", 0).factory())) {
      for (int i = 0; i < AT_A_TIME; i++) {
        var _ =
            pool.submit(() -> {
              try {
                while (!deadline.isOver() && !Thread.interrupted() && one.getAsBoolean()) {
                  // Until nothing is due.
                }
              } catch (RuntimeException e) {
                LOG.warn("what workloads name was not followed: {}", e.toString());
              }
            });
      }
    }
  }

  /** Cuts off what is under way. */
  @Override
  public void close() {
    all.shutdownNow();
  }
}
