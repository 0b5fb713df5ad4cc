package redoubt.registry.quota;

import java.time.Instant;
import java.time.InstantSource;
import java.time.YearMonth;
import java.time.ZoneOffset;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import redoubt.registry.RegistryFailures;
import redoubt.registry.sql.UsageRows;
import redoubt.store.Database;

/**
 * Bytes that are pulled from tenants, by the month of UTC. A pull is counted when it begins, with
 * all that it asks for; one that begins below the limit is let finish. Counts are written every few
 * seconds: a server that is killed loses those since, and another server learns of them then.
 */
public final class Traffic {
  /** How often counts are written, and what others have written is read. */
  public static final java.time.Duration FLUSH = java.time.Duration.ofSeconds(5);

  /** What is known of a tenant. */
  private static final class Count {
    private String month = "";
    private long written;
    private long since;
    private OptionalLong most = OptionalLong.empty();
    private Instant read = Instant.MIN;
    private final Map<String, Long> unwritten = new TreeMap<>();
  }

  private final Database database;
  private final InstantSource clock;
  private final Map<String, Count> counts = new ConcurrentHashMap<>();

  public Traffic(Database database, InstantSource clock) {
    this.database = database;
    this.clock = clock;
  }

  /** The month that now is. */
  public String month() {
    return YearMonth.from(clock.instant().atZone(ZoneOffset.UTC)).toString();
  }

  /**
   * Counts a pull that begins.
   *
   * @throws redoubt.core.Failure {@code registry.traffic-quota}
   */
  public void begins(String instance, long bytes) {
    Count count = counts.computeIfAbsent(instance, fresh -> new Count());
    synchronized (count) {
      renew(instance, count);
      if (count.most.isPresent() && count.written + count.since >= count.most.getAsLong()) {
        throw RegistryFailures.trafficQuota();
      }
      count.since += bytes;
      count.unwritten.merge(count.month, bytes, Long::sum);
    }
  }

  private void renew(String instance, Count count) {
    Instant now = clock.instant();
    String month = month();
    if (month.equals(count.month) && now.isBefore(count.read.plus(FLUSH))) {
      return;
    }
    count.month = month;
    count.since = count.unwritten.getOrDefault(month, 0L);
    database.read(handle -> {
      count.written = UsageRows.pulled(handle, instance, month);
      count.most = UsageRows.mostPulled(handle, instance);
      return true;
    });
    count.read = now;
  }

  /** Bytes pulled in this month, as far as this server knows. */
  public long pulled(String instance) {
    Count count = counts.get(instance);
    if (count == null) {
      return written(instance);
    }
    synchronized (count) {
      return count.unwritten.getOrDefault(month(), 0L) + written(instance);
    }
  }

  private long written(String instance) {
    return database.read(handle -> UsageRows.pulled(handle, instance, month()));
  }

  /** The limit may have changed: it is read with the next pull. */
  void forget(String instance) {
    Count count = counts.get(instance);
    if (count != null) {
      synchronized (count) {
        count.read = Instant.MIN;
      }
    }
  }

  /** Writes what was counted; what cannot be written is kept for the next time. */
  public void flush() {
    for (String instance : new TreeMap<>(counts).keySet()) {
      Count count = counts.get(instance);
      if (count == null) {
        continue;
      }
      synchronized (count) {
        if (!count.unwritten.isEmpty()) {
          write(instance, count);
        }
      }
    }
  }

  /** Nobody counts or reads the tenant's meanwhile, so that each byte is told of once. */
  private void write(String instance, Count count) {
    database.transaction(transaction -> {
      count.unwritten.forEach(
          (month, bytes) -> UsageRows.pulled(transaction, instance, month, bytes));
      return true;
    });
    count.unwritten.clear();
    count.read = Instant.MIN;
  }
}
