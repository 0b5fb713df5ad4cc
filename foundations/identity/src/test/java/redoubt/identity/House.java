package redoubt.identity;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import redoubt.crypto.FileMasterKeys;
import redoubt.crypto.MasterKeys;
import redoubt.ledger.Entry;
import redoubt.ledger.EntryFilter;
import redoubt.ledger.EntryId;
import redoubt.ledger.Ledger;
import redoubt.ledger.LedgerPage;
import redoubt.seal.Masters;
import redoubt.seal.Vault;
import redoubt.store.ChangeFeed;
import redoubt.store.Database;
import redoubt.testkit.MovableClock;
import redoubt.testkit.TestDatabase;

/**
 * A database with all that identity stands on, and any number of servers on it. Tests that share
 * one call {@link #clear} in between.
 */
final class House implements AutoCloseable {
  final MovableClock clock = MovableClock.atNoon();
  final TestDatabase database;
  private final Path directory;
  private final Deque<Runnable> open = new ArrayDeque<>();
  private final int kept;
  private final Server base;
  private Server first;

  /** One server's parts. */
  record Server(
      Database database, ChangeFeed feed, Vault vault, Ledger ledger, Identity identity) {}

  House() {
    try {
      directory = Files.createTempDirectory("redoubt-identity-");
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    database = TestDatabase.create(Masters.migrations(), Ledger.migrations(), Identity.MIGRATIONS);
    base = anotherServer();
    kept = open.size();
    first = base;
  }

  /** No users, no instances, one server that remembers nothing; noon. */
  void clear() {
    closeDownTo(kept);
    clock.set(MovableClock.atNoon().instant());
    base.database()
        .transaction(
            handle -> handle.execute("truncate identity.users, identity.instances cascade"));
    first =
        new Server(
            base.database(),
            base.feed(),
            base.vault(),
            base.ledger(),
            new Identity(base.database(), base.feed(), base.vault(), base.ledger(), clock));
  }

  Server server() {
    return first;
  }

  Identity identity() {
    return first.identity();
  }

  /** A second server on the same database. */
  Server anotherServer() {
    Database connected = database.open();
    open.push(connected::close);
    Masters masters =
        Masters.open(connected, List.of(FileMasterKeys.in(directory)), MasterKeys.Kind.FILE, clock);
    open.push(masters::close);
    ChangeFeed feed = ChangeFeed.open(connected);
    open.push(feed::close);
    Vault vault = new Vault(connected, masters);
    Ledger ledger = Ledger.open(connected, vault, clock, new SimpleMeterRegistry());
    open.push(ledger::close);
    return new Server(
        connected, feed, vault, ledger, new Identity(connected, feed, vault, ledger, clock));
  }

  /** All entries so far, oldest first. */
  List<Entry> entries() {
    List<Entry> newestFirst = new ArrayList<>();
    Optional<EntryId> before = Optional.empty();
    do {
      LedgerPage page = base.ledger().entries(EntryFilter.ALL, before, 500);
      page.entries().forEach(recorded -> newestFirst.add(recorded.entry()));
      before = page.next();
    } while (before.isPresent());
    return newestFirst.reversed();
  }

  /** Actions recorded since the house held that many entries. */
  List<String> actionsSince(int count) {
    return entries().stream().skip(count).map(Entry::action).toList();
  }

  private void closeDownTo(int count) {
    while (open.size() > count) {
      open.pop().run();
    }
  }

  @Override
  public void close() {
    closeDownTo(0);
    database.close();
    try (var files = Files.walk(directory)) {
      for (Path file :
          (Iterable<Path>) files.sorted(java.util.Comparator.reverseOrder())::iterator) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
