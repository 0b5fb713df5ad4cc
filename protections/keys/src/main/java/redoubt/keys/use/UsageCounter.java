package redoubt.keys.use;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import redoubt.keys.sql.KeyUsage;
import redoubt.store.Database;

/**
 * Counts uses of keys by the hour, in memory between two flushes. A server that is killed loses the
 * counts since its last flush; the ledger loses nothing.
 */
public final class UsageCounter {
  /** How long counts are kept. */
  public static final Duration KEEP = Duration.ofDays(400);

  private record Slot(String tenant, UUID key, Instant hour, String action) {}

  private final Database database;
  private final InstantSource clock;
  private final Map<Slot, AtomicLong> counts = new ConcurrentHashMap<>();

  public UsageCounter(Database database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  void count(String tenant, UUID key, String action, Instant at) {
    Slot slot = new Slot(tenant, key, at.truncatedTo(ChronoUnit.HOURS), action);
    counts.computeIfAbsent(slot, fresh -> new AtomicLong()).incrementAndGet();
  }

  /** Adds what was counted to the table; what cannot be written is kept for the next time. */
  public synchronized void flush() {
    List<KeyUsage.Count> batch = new ArrayList<>();
    counts.forEach((slot, count) -> {
      long uses = count.getAndSet(0);
      if (uses > 0) {
        batch.add(new KeyUsage.Count(slot.tenant(), slot.key(), slot.hour(), slot.action(), uses));
      }
    });
    // One order for all servers, so that none waits for another in a circle.
    batch.sort(
        Comparator.comparing(KeyUsage.Count::tenant)
            .thenComparing(KeyUsage.Count::key)
            .thenComparing(KeyUsage.Count::hour)
            .thenComparing(KeyUsage.Count::action));
    try {
      database.transaction(transaction -> {
        KeyUsage.add(transaction, batch);
        return true;
      });
    } catch (RuntimeException e) {
      batch.forEach(missed ->
          counts
              .computeIfAbsent(
                  new Slot(missed.tenant(), missed.key(), missed.hour(), missed.action()),
                  fresh -> new AtomicLong())
              .addAndGet(missed.count()));
      throw e;
    }
    Instant hour = clock.instant().truncatedTo(ChronoUnit.HOURS);
    counts
        .entrySet()
        .removeIf(entry ->
            entry.getKey().hour().isBefore(hour.minusSeconds(7200)) && entry.getValue().get() == 0);
  }

  /** Counts of the last days, including those not flushed yet on this server. */
  public List<KeyUsage.Count> of(String tenant, UUID key, Duration last) {
    flush();
    Instant since = clock.instant().minus(last).truncatedTo(ChronoUnit.HOURS);
    return database.read(handle -> KeyUsage.since(handle, tenant, key, since));
  }

  /** Removes counts that were kept long enough. */
  public void forgetOld() {
    Instant before = clock.instant().minus(KEEP);
    database.transaction(transaction -> {
      KeyUsage.forgetBefore(transaction, before);
      return true;
    });
  }
}
