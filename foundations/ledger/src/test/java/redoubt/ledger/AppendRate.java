package redoubt.ledger;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

/** Measures appends a second with a durable PostgreSQL; run by hand. */
final class AppendRate {
  private AppendRate() {}

  public static void main(String[] arguments) throws Exception {
    Path directory = Files.createTempDirectory("redoubt-append-rate-");
    int callers = arguments.length > 0 ? Integer.parseInt(arguments[0]) : 256;
    try (Writer writer = new Writer(directory);
        var threads = Executors.newVirtualThreadPerTaskExecutor()) {
      LongAdder done = new LongAdder();
      var running = new java.util.concurrent.atomic.AtomicBoolean(true);
      for (int caller = 0; caller < callers; caller++) {
        String target = "key-" + caller;
        threads.execute(() -> {
          while (running.get()) {
            writer.ledger.append(
                Entry.ok(
                    java.time.Instant.now(),
                    "3b2f8a52-5a52-4f1f-8c4c-1f6f0a6a7d11",
                    "user-1",
                    "kms.secrets.wrap",
                    target,
                    Map.of("version", "1")));
            done.increment();
          }
        });
      }
      for (int second = 0; second < 10; second++) {
        long before = done.sum();
        long start = System.nanoTime();
        LockSupport.parkNanos(1_000_000_000L);
        System.out.printf(
            "%d callers: %.0f entries/s%n",
            callers, (done.sum() - before) * 1e9 / (System.nanoTime() - start));
      }
      running.set(false);
      threads.shutdown();
      long start = System.nanoTime();
      Verification check = writer.database.snapshot(writer.ledger::verify);
      System.out.printf(
          "verified %d leaves, %d entries in %.1f s: %s%n",
          check.leaves(), check.entries(), (System.nanoTime() - start) / 1e9, check.findings());
    }
  }
}
