package redoubt.keys.life;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import redoubt.keys.Key;
import redoubt.keys.KeyProtectError;
import redoubt.keys.sql.KeyStore;
import redoubt.ledger.Entry;
import redoubt.ledger.Ledger;
import redoubt.store.ChangeFeed;
import redoubt.store.Database;

/**
 * The way every change of a key goes: the key is locked, what time has done to it is written, the
 * change decides and writes, the ledger records it in the same transaction, all servers are told.
 */
public final class KeyChanges {
  private final Database database;
  private final Ledger ledger;
  private final ChangeFeed feed;
  private final KeyDirectory directory;
  private final Settlement settlement;
  private final InstantSource clock;

  /** A change of a locked key; returns what the ledger is to record. Refuses by throwing. */
  @FunctionalInterface
  public interface Change {
    List<Entry> apply(Handle transaction, Key key, Instant now);
  }

  public KeyChanges(
      Database database,
      Ledger ledger,
      ChangeFeed feed,
      KeyDirectory directory,
      Settlement settlement,
      InstantSource clock) {
    this.database = database;
    this.ledger = ledger;
    this.feed = feed;
    this.directory = directory;
    this.settlement = settlement;
    this.clock = clock;
  }

  /** A key with all that time has done to it, written already. */
  public Key current(String tenant, String idOrAlias) {
    Key key = directory.require(tenant, idOrAlias);
    return Deadlines.due(key, clock.instant()).isEmpty()
        ? key
        : settle(tenant, key.id()).orElseThrow(KeyProtectError.KEY_NOT_FOUND_ERR::failure);
  }

  /**
   * Changes a key and returns it as it is afterwards, or as it was when the change removed it.
   *
   * @throws redoubt.keys.KeyFailure {@code KEY_NOT_FOUND_ERR}, or what the change throws
   */
  public Key change(String tenant, UUID id, Change change) {
    settle(tenant, id);
    try {
      return database.transaction(transaction -> {
        Key key =
            KeyStore.lock(transaction, tenant, id)
                .orElseThrow(KeyProtectError.KEY_NOT_FOUND_ERR::failure);
        List<Entry> entries = change.apply(transaction, key, clock.instant());
        Key after = KeyStore.find(transaction, tenant, id).orElse(key);
        announce(transaction, tenant, id);
        ledger.append(transaction, entries);
        return after;
      });
    } finally {
      directory.forget(tenant, id);
    }
  }

  /**
   * The same as part of the caller's transaction, which records what is returned. What time has
   * done to the key is not looked at.
   *
   * @return empty when there is no such key
   */
  public Optional<List<Entry>> join(Handle transaction, String tenant, UUID id, Change change) {
    return KeyStore.lock(transaction, tenant, id)
        .map(key -> {
          List<Entry> entries = change.apply(transaction, key, clock.instant());
          if (!entries.isEmpty()) {
            announce(transaction, tenant, id);
          }
          return entries;
        });
  }

  /** Tells all servers, when the transaction commits, that a key changed. */
  public void announce(Handle transaction, String tenant, UUID key) {
    feed.announce(transaction, KeyStore.TOPIC, tenant + "/" + key);
  }

  /** Writes what time has done to a key; empty when that was its purge, or there is no such key. */
  public Optional<Key> settle(String tenant, UUID id) {
    Optional<Key> seen = directory.find(tenant, id);
    if (seen.isEmpty() || Deadlines.due(seen.get(), clock.instant()).isEmpty()) {
      return seen;
    }
    try {
      return database.transaction(transaction -> {
        Optional<Key> key = KeyStore.lock(transaction, tenant, id);
        List<Entry> entries = new java.util.ArrayList<>();
        Instant now = clock.instant();
        while (key.isPresent() && Deadlines.due(key.get(), now).isPresent()) {
          entries.add(
              settlement.apply(transaction, key.get(), Deadlines.due(key.get(), now).get(), now));
          key = KeyStore.find(transaction, tenant, id);
        }
        if (!entries.isEmpty()) {
          announce(transaction, tenant, id);
          ledger.append(transaction, entries);
        }
        return key;
      });
    } finally {
      directory.forget(tenant, id);
      settlement.clearHardware();
    }
  }
}
