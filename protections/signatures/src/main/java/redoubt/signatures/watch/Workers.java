package redoubt.signatures.watch;

import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BooleanSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redoubt.core.Deadline;

/** Four at a time, who take what is due, for a minute at most and as long as the last one takes. */
final class Workers {
  private static final Logger LOG = LoggerFactory.getLogger(Workers.class);
  private static final int AT_A_TIME = 4;
  private static final Duration TURN = Duration.ofMinutes(1);

  private Workers() {}

  /**
   * @param one takes what is due and does it; whether there was something
   */
  static void untilNothingIsLeft(BooleanSupplier one) {
    Deadline deadline = Deadline.in(TURN);
    try (ExecutorService pool =
        Executors.newFixedThreadPool(AT_A_TIME, Thread.ofVirtual().name("watch-", 0).factory())) {
      for (int i = 0; i < AT_A_TIME; i++) {
        var _ =
            pool.submit(() -> {
              try {
                while (!deadline.isOver() && one.getAsBoolean()) {
                  // Until nothing is due.
                }
              } catch (RuntimeException e) {
                LOG.warn("what workloads name was not followed: {}", e.toString());
              }
            });
      }
    }
  }
}
