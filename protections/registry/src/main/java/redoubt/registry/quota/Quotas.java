package redoubt.registry.quota;

import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.TreeMap;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import redoubt.ledger.Entry;
import redoubt.ledger.Ledger;
import redoubt.registry.RegistryFailures;
import redoubt.registry.sql.NamespaceRows;
import redoubt.registry.sql.UsageRows;
import redoubt.store.Database;

/** What tenants use and may use. */
public final class Quotas {
  private final Database database;
  private final Ledger ledger;
  private final Traffic traffic;
  private final InstantSource clock;

  public Quotas(Database database, Ledger ledger, Traffic traffic, InstantSource clock) {
    this.database = database;
    this.ledger = ledger;
    this.traffic = traffic;
    this.clock = clock;
  }

  /**
   * All of a tenant.
   *
   * @param whole the tenant's own, each content once
   * @param namespaces each by itself: a content that two of them need counts in both
   * @param pending bytes that no image names yet
   * @param pulled bytes in the month
   */
  public record Report(
      Usage whole, List<Usage> namespaces, long pending, long pulled, String month) {
    public Report {
      namespaces = List.copyOf(namespaces);
    }
  }

  public Report of(String instance) {
    List<Usage> all = database.read(handle -> UsageRows.of(handle, instance));
    Usage whole =
        all.stream()
            .filter(usage -> usage.namespace().isEmpty())
            .findFirst()
            .orElse(new Usage("", 0, 0, OptionalLong.empty(), OptionalLong.empty()));
    return new Report(
        whole,
        all.stream().filter(usage -> !usage.namespace().isEmpty()).toList(),
        database.read(
            handle -> UsageRows.pending(handle, instance, "", Optional.empty(), clock.instant())),
        traffic.pulled(instance),
        traffic.month());
  }

  /** Sets the limits that are given; an empty one is none. */
  public void limit(
      String instance,
      String actor,
      Optional<OptionalLong> storage,
      Optional<OptionalLong> pulled) {
    database.transaction(transaction -> {
      Map<String, String> set = new TreeMap<>();
      if (storage.isPresent()) {
        UsageRows.limitStorage(transaction, instance, "", storage.get());
        set.put("store", text(storage.get()));
      }
      if (pulled.isPresent()) {
        UsageRows.limitTraffic(transaction, instance, pulled.get());
        set.put("traffic", text(pulled.get()));
      }
      record(transaction, instance, actor, instance, set);
      return true;
    });
    traffic.forget(instance);
  }

  /**
   * Limits what one namespace may keep.
   *
   * @throws redoubt.core.Failure {@code registry.no-namespace}
   */
  public void limit(String instance, String actor, String namespace, OptionalLong storage) {
    database.transaction(transaction -> {
      if (NamespaceRows.lock(transaction, instance, namespace).isEmpty()) {
        throw RegistryFailures.noNamespace();
      }
      UsageRows.limitStorage(transaction, instance, namespace, storage);
      record(transaction, instance, actor, namespace, Map.of("store", text(storage)));
      return true;
    });
  }

  private static String text(OptionalLong most) {
    return most.isPresent() ? Long.toString(most.getAsLong()) : "none";
  }

  private void record(
      Handle transaction,
      String instance,
      String actor,
      String target,
      Map<String, String> details) {
    ledger.append(
        transaction,
        List.of(
            Entry.ok(
                clock.instant(),
                instance,
                actor,
                "container-registry.quota.set",
                target,
                new TreeMap<>(details))));
  }

  /**
   * Looks whether an upload may begin.
   *
   * @throws redoubt.core.Failure {@code registry.storage-quota}, {@code registry.pending-quota}
   */
  public static void beforeUpload(Handle transaction, long repository, Instant now) {
    for (Room room : UsageRows.rooms(transaction, repository, false)) {
      long _ = left(transaction, room, Optional.empty(), 0, now);
    }
  }

  /**
   * How long an upload may become. The caller writes that down in the same transaction: until then
   * nobody else of the tenant is told. It holds as long as the upload has a writer that lives.
   *
   * @param least as long as it will be at least
   * @param most as long as it should be allowed to be, if there is room
   * @return empty when nothing limits it
   * @throws redoubt.core.Failure {@code registry.storage-quota}, {@code registry.pending-quota}
   */
  public static OptionalLong grant(
      Handle transaction, long repository, UUID upload, long least, long most, Instant now) {
    OptionalLong granted = OptionalLong.empty();
    for (Room room : UsageRows.rooms(transaction, repository, true)) {
      long left = left(transaction, room, Optional.of(upload), least, now);
      granted = OptionalLong.of(Math.min(granted.orElse(most), left));
    }
    return granted;
  }

  private static long left(
      Handle transaction, Room room, Optional<UUID> upload, long least, Instant now) {
    if (room.left() <= 0 || least > room.left()) {
      throw RegistryFailures.storageQuota(room.namespace());
    }
    long free =
        room.mostPending()
            - UsageRows.pending(transaction, room.instance(), room.namespace(), upload, now);
    if (free <= 0 || least > free) {
      throw RegistryFailures.pendingQuota();
    }
    return Math.min(room.left(), free);
  }
}
