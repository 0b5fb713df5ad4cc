package redoubt.keys.life;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jdbi.v3.core.Handle;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redoubt.core.BackgroundTask;
import redoubt.core.Failure;
import redoubt.keys.sql.DueKeys;
import redoubt.store.Database;

/**
 * Does what time does to keys that nobody calls for. All of it is found in the tables: a server
 * that was down catches up with its first run.
 */
public final class Clockwork {
  private static final Logger LOG = LoggerFactory.getLogger(Clockwork.class);
  private static final int BATCH = 500;
  private static final int MOST_BATCHES = 200;

  private final Database database;
  private final KeyChanges changes;
  private final KeyRotation rotation;
  private final Settlement settlement;
  private final InstantSource clock;

  public Clockwork(
      Database database,
      KeyChanges changes,
      KeyRotation rotation,
      Settlement settlement,
      InstantSource clock) {
    this.database = database;
    this.changes = changes;
    this.rotation = rotation;
    this.settlement = settlement;
    this.clock = clock;
  }

  public List<BackgroundTask> tasks() {
    return List.of(
        new BackgroundTask("keys.deadlines", Duration.ofSeconds(30), this::deadlines),
        new BackgroundTask("keys.rotation", Duration.ofMinutes(1), this::rotations),
        new BackgroundTask("keys.hardware", Duration.ofMinutes(5), settlement::clearHardware));
  }

  /** Expiry, lapsed requests, restore windows, automatic purges. */
  void deadlines() {
    Instant now = clock.instant();
    work(handle -> DueKeys.toEndRehearsal(handle, now, BATCH), this::settle);
    work(handle -> DueKeys.toExpire(handle, now, BATCH), this::settle);
    work(
        handle -> DueKeys.toLapse(handle, now.minus(Deadlines.DELETION_REQUEST_WINDOW), BATCH),
        this::settle);
    work(
        handle -> DueKeys.toPurge(handle, now.minus(Deadlines.AUTOMATIC_PURGE), BATCH),
        this::settle);
    work(
        handle -> DueKeys.toEndRestore(handle, now.minus(Deadlines.RESTORE_WINDOW), BATCH),
        this::settle);
  }

  void rotations() {
    Instant now = clock.instant();
    work(
        handle -> DueKeys.toRotate(handle, now, BATCH),
        due -> changes.settle(due.tenant(), due.key()).ifPresent(rotation::rotateIfDue));
  }

  private void settle(DueKeys.Ref due) {
    changes.settle(due.tenant(), due.key());
  }

  /** Batch after batch until none is left; a key that fails does not hold up the others. */
  private void work(Function<Handle, List<DueKeys.Ref>> next, Consumer<DueKeys.Ref> each) {
    boolean more = true;
    for (int run = 0; more && run < MOST_BATCHES; run++) {
      List<DueKeys.Ref> batch = database.read(next::apply);
      int failed = 0;
      for (DueKeys.Ref due : batch) {
        try {
          each.accept(due);
        } catch (Failure e) {
          failed++;
          LOG.warn("key {} waits for its deadline's work: {}", due.key(), e.code());
        }
      }
      more = batch.size() == BATCH && failed == 0;
    }
  }
}
