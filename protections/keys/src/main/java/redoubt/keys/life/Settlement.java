package redoubt.keys.life;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redoubt.core.Failure;
import redoubt.keys.Key;
import redoubt.keys.KeyVersion;
import redoubt.keys.material.Material;
import redoubt.keys.shred.Canaries;
import redoubt.keys.shred.Canary;
import redoubt.keys.shred.PurgedKey;
import redoubt.keys.sql.HardwareOrphans;
import redoubt.keys.sql.KeyStore;
import redoubt.keys.sql.KeyUpdates;
import redoubt.keys.sql.PurgedRows;
import redoubt.keys.sql.RehearsalRows;
import redoubt.ledger.Entry;
import redoubt.store.Database;

/** Writes what deadlines did, and the end of a key, whoever brought it about. */
public final class Settlement {
  /** Actor of what a deadline did. */
  public static final String TIME = "time";

  private static final Logger LOG = LoggerFactory.getLogger(Settlement.class);

  /** Longer than the making of a key takes: a name this old belongs to nobody. */
  private static final Duration ABANDONED = Duration.ofMinutes(10);

  private final Database database;
  private final Material material;
  private final Canaries canaries;
  private final InstantSource clock;

  public Settlement(Database database, Material material, InstantSource clock) {
    this.database = database;
    this.material = material;
    this.canaries = new Canaries(material);
    this.clock = clock;
  }

  /** Writes one due change of a locked key; returns what the ledger is to record. */
  Entry apply(Handle transaction, Key key, Deadlines.Due due, Instant now) {
    return switch (due) {
      case REHEARSAL_END -> {
        RehearsalRows.end(transaction, key, TIME, key.withheldUntil().orElse(now));
        yield entry(key, KeyAction.END_REHEARSAL.auditName(), now);
      }
      case EXPIRY -> {
        KeyUpdates.expire(transaction, key, now);
        yield entry(key, "kms.secrets.expire", now);
      }
      case DELETION_REQUEST_LAPSE -> {
        KeyUpdates.dropDeletionRequest(transaction, key, now);
        yield entry(key, KeyAction.UNSET_FOR_DELETION.auditName(), now);
      }
      case RESTORE_WINDOW_END -> {
        KeyUpdates.endRestoreWindow(transaction, key);
        yield entry(key, "kms.secrets.restorewindowend", now);
      }
      case PURGE -> {
        yield purge(transaction, key, TIME, now);
      }
    };
  }

  /**
   * Ends a key: its rows and its material in the vault with the transaction, its material in the
   * hardware module after it. Of a root key it is remembered what was destroyed, with something
   * that each version wrapped and was seen to open. Returns what the ledger is to record.
   */
  Entry purge(Handle transaction, Key key, String actor, Instant now) {
    List<KeyVersion> versions =
        KeyStore.versions(transaction, key.tenant(), key.id(), Integer.MAX_VALUE, 0).reversed();
    Map<UUID, Canary> kept = Canaries.of(transaction, key);
    List<PurgedKey.Destroyed> destroyed = new ArrayList<>();
    for (KeyVersion version : versions) {
      if (key.isRoot()) {
        destroyed.add(
            new PurgedKey.Destroyed(
                version,
                canaries.last(
                    transaction, key, version, Optional.ofNullable(kept.get(version.id())), now)));
      }
      if (version.inHsm()) {
        HardwareOrphans.add(
            transaction,
            key.tenant(),
            material.hardwareName(key.tenant(), key.id(), version.id()),
            now.minus(ABANDONED));
      } else {
        material.destroy(transaction, key, version);
      }
    }
    KeyUpdates.purge(transaction, key);
    if (key.isRoot()) {
      remember(transaction, key, destroyed, actor, now);
    }
    long inHsm = versions.stream().filter(KeyVersion::inHsm).count();
    return Entry.ok(
        now,
        key.tenant(),
        actor,
        KeyAction.PURGE.auditName(),
        key.id().toString(),
        Map.of(
            "versionsInHsm", Long.toString(inHsm),
            "versionsInVault", Long.toString(versions.size() - inHsm)));
  }

  private static void remember(
      Handle transaction, Key key, List<PurgedKey.Destroyed> destroyed, String actor, Instant now) {
    PurgedRows.insert(
        transaction,
        new PurgedKey(
            key.tenant(),
            key.id(),
            key.name(),
            key.ring(),
            key.imported(),
            key.createdAt(),
            key.deletion().orElseThrow(),
            new Key.Act(actor, now),
            destroyed));
  }

  /** Destroys keys in the hardware module that nobody owns. What fails is tried again later. */
  public void clearHardware() {
    if (!material.hasHardware()) {
      return;
    }
    Instant before = clock.instant().minus(ABANDONED).plusSeconds(1);
    for (HardwareOrphans.Orphan orphan :
        database.read(handle -> HardwareOrphans.before(handle, before, 1000))) {
      try {
        material.destroyInHardware(orphan.id());
        database.transaction(transaction -> {
          HardwareOrphans.remove(transaction, orphan.tenant(), orphan.id());
          return true;
        });
      } catch (Failure e) {
        LOG.warn("a purged key is still in the hardware module: {}", e.code());
      }
    }
  }

  private static Entry entry(Key key, String action, Instant now) {
    return Entry.ok(now, key.tenant(), TIME, action, key.id().toString(), Map.of());
  }
}
