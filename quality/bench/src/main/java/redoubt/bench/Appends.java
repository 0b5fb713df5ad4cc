package redoubt.bench;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.LongAdder;
import java.util.function.IntConsumer;
import redoubt.crypto.FileMasterKeys;
import redoubt.crypto.MasterKeys;
import redoubt.ledger.Entry;
import redoubt.ledger.Ledger;
import redoubt.seal.Masters;
import redoubt.seal.Vault;
import redoubt.store.Database;
import redoubt.store.EmbeddedPostgres;

/**
 * Entries a second that the ledger makes durable, beside what the same PostgreSQL does when each of
 * its clients commits a row of its own.
 */
final class Appends {
  private static final int CALLERS = 256;
  private static final int CLIENTS = 10;
  private static final String TENANT = "3b2f8a52-5a52-4f1f-8c4c-1f6f0a6a7d11";

  private Appends() {}

  static void measure(Path directory, int seconds) {
    InstantSource clock = InstantSource.system();
    try (EmbeddedPostgres postgres = EmbeddedPostgres.start(directory);
        Database database = Database.open(postgres.settings())) {
      database.migrate(List.of(Masters.migrations(), Ledger.migrations()));
      database.transaction(handle -> handle.execute("create table bare (row text)"));
      String row = "x".repeat(300);
      double bare =
          rate(
              CLIENTS,
              seconds,
              client ->
                  database.transaction(
                      handle -> handle.execute("insert into bare (row) values (?)", row)));
      FileMasterKeys keys = FileMasterKeys.in(directory.resolve("seal"));
      try (Masters masters = Masters.open(database, List.of(keys), MasterKeys.Kind.FILE, clock);
          Ledger ledger =
              Ledger.open(
                  database, new Vault(database, masters), clock, new SimpleMeterRegistry())) {
        IntConsumer append =
            caller ->
                ledger.append(
                    Entry.ok(
                        clock.instant(),
                        TENANT,
                        "user-" + caller,
                        "kms.secrets.wrap",
                        "key-" + caller,
                        Map.of("version", "1")));
        rate(CALLERS, seconds, append);
        double entries = rate(CALLERS, seconds, append);
        System.out.printf(
            Locale.ROOT,
            "ledger %9.0f entries/s, %d callers; bare commits %.0f/s, %d clients; ratio %.1f%n",
            entries,
            CALLERS,
            bare,
            CLIENTS,
            entries / bare);
      }
    }
  }

  private static double rate(int callers, int seconds, IntConsumer work) {
    LongAdder done = new LongAdder();
    long start = System.nanoTime();
    long end = start + seconds * 1_000_000_000L;
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (int caller = 0; caller < callers; caller++) {
        int number = caller;
        threads.execute(() -> {
          while (System.nanoTime() < end) {
            work.accept(number);
            done.increment();
          }
        });
      }
    }
    return done.sum() * 1e9 / (System.nanoTime() - start);
  }
}
