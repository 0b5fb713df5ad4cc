package redoubt.ledger;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.TimeUnit;

/** Counts entries, and measures leaves and commits. */
final class LedgerMeter {
  private final Counter entries;
  private final DistributionSummary leaves;
  private final Timer commits;

  LedgerMeter(MeterRegistry registry) {
    this.entries =
        Counter.builder("redoubt.ledger.entries")
            .description("Entries appended by this server")
            .register(registry);
    this.leaves =
        DistributionSummary.builder("redoubt.ledger.leaf.entries")
            .description("Entries in a leaf")
            .register(registry);
    this.commits =
        Timer.builder("redoubt.ledger.commit")
            .description("Time to make a leaf durable")
            .register(registry);
  }

  void appended(int count) {
    entries.increment(count);
    leaves.record(count);
  }

  void committed(long nanoseconds) {
    commits.record(nanoseconds, TimeUnit.NANOSECONDS);
  }
}
