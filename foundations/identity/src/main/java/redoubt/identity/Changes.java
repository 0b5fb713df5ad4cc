package redoubt.identity;

import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.jspecify.annotations.Nullable;
import redoubt.ledger.Entry;
import redoubt.ledger.Ledger;
import redoubt.store.ChangeFeed;
import redoubt.store.Database;

/**
 * Makes changes: each in one transaction with its ledger entries and with the announcement that
 * ends what other servers remember of the users it hits.
 */
final class Changes {
  private final Database database;
  private final ChangeFeed feed;
  private final Ledger ledger;
  private final InstantSource clock;
  private final Principals principals;

  Changes(
      Database database,
      ChangeFeed feed,
      Ledger ledger,
      InstantSource clock,
      Principals principals) {
    this.database = database;
    this.feed = feed;
    this.ledger = ledger;
    this.clock = clock;
    this.principals = principals;
  }

  /** All of it or nothing; done on this server when it returns, on others within moments. */
  <T extends @Nullable Object> T make(Function<Change, T> work) {
    AtomicReference<Set<String>> affected = new AtomicReference<>(Set.of());
    T made =
        database.transaction(handle -> {
          Change change = new Change(handle, clock.instant().truncatedTo(ChronoUnit.MILLIS));
          T result = work.apply(change);
          change.affected().forEach(user -> feed.announce(handle, Principals.TOPIC, user));
          if (!change.entries().isEmpty()) {
            ledger.append(handle, change.entries());
          }
          affected.set(Set.copyOf(change.affected()));
          return result;
        });
    affected.get().forEach(principals::forget);
    return made;
  }

  /**
   * The same as a part of somebody's transaction, which records what the journal is given; every
   * server, this one too, hears of it moments after the commit.
   */
  <T> T join(Handle transaction, Consumer<Entry> journal, Function<Change, T> work) {
    Change change = new Change(transaction, clock.instant().truncatedTo(ChronoUnit.MILLIS));
    T made = work.apply(change);
    change.affected().forEach(user -> feed.announce(transaction, Principals.TOPIC, user));
    change.entries().forEach(journal);
    return made;
  }
}
