package redoubt.ledger;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import redoubt.crypto.FileMasterKeys;
import redoubt.crypto.MasterKeys;
import redoubt.seal.Masters;
import redoubt.seal.Vault;
import redoubt.store.Database;
import redoubt.testkit.MovableClock;
import redoubt.testkit.TestDatabase;

/** A ledger on a real database, with its signing key in a real vault. */
final class House implements AutoCloseable {
  final TestDatabase testDatabase = TestDatabase.create(Masters.migrations(), Ledger.migrations());
  final Database database = testDatabase.database();
  final MovableClock clock = MovableClock.atNoon();
  final Masters masters;
  final Vault vault;
  Ledger ledger;

  House() {
    try {
      Path keys = Files.createTempDirectory("redoubt-ledger-test-");
      this.masters =
          Masters.open(database, List.of(FileMasterKeys.in(keys)), MasterKeys.Kind.FILE, clock);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    this.vault = new Vault(database, masters);
    this.ledger = open();
  }

  /** Opens the log once more, as a second server or a restart would. */
  Ledger open() {
    return Ledger.open(database, vault, clock, new SimpleMeterRegistry());
  }

  void restart() {
    ledger.close();
    ledger = open();
  }

  /** Appends leaves of one, two, three … entries, of tenants a, b and c in turn. */
  House withLeaves(int leaves) {
    for (int leaf = 0; leaf < leaves; leaf++) {
      List<Entry> entries =
          java.util.stream.IntStream.rangeClosed(0, leaf % 5)
              .mapToObj(i -> entry("abc".substring(i % 3, i % 3 + 1), "key-" + i))
              .toList();
      database.transaction(handle -> ledger.append(handle, entries));
    }
    return this;
  }

  Entry entry(String tenant, String target) {
    return entryAt(clock.instant(), tenant, target);
  }

  static Entry entryAt(Instant at, String tenant, String target) {
    return Entry.ok(at, tenant, "user-1", "kms.secrets.wrap", target, Map.of("version", "1"));
  }

  Verification verify() {
    return database.snapshot(ledger::verify);
  }

  @Override
  public void close() {
    ledger.close();
    masters.close();
    testDatabase.close();
  }
}
