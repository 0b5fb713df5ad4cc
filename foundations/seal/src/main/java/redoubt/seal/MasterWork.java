package redoubt.seal;

import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import redoubt.core.Failure;
import redoubt.crypto.SecretBytes;
import redoubt.seal.sql.JobRow;
import redoubt.seal.sql.JobTable;
import redoubt.seal.sql.MasterRow;
import redoubt.seal.sql.MasterTable;
import redoubt.seal.sql.SecretRow;
import redoubt.seal.sql.SecretTable;
import redoubt.store.ChangeFeed;
import redoubt.store.Database;

/**
 * Does what a change of the master key wrote down: makes the new key, seals every secret by it, and
 * destroys the old one when nothing needs it and the new one is seen in its store. In small
 * transactions; it can be cut off anywhere and be run by several servers at once.
 */
final class MasterWork {
  /** Topic of the change feed that tells which master key was destroyed. */
  static final String DESTROYED_TOPIC = "seal.master.destroyed";

  private static final int BATCH = 50;

  private final Database database;
  private final Masters masters;
  private final ChangeFeed feed;
  private final SealJournal journal;
  private final InstantSource clock;

  MasterWork(
      Database database,
      Masters masters,
      ChangeFeed feed,
      SealJournal journal,
      InstantSource clock) {
    this.database = database;
    this.masters = masters;
    this.feed = feed;
    this.journal = journal;
    this.clock = clock;
    feed.subscribe(DESTROYED_TOPIC, masters::forget, () -> {});
  }

  /** Does what is left to do, or as much as can be done at the moment. Quick when it is nothing. */
  void advance() {
    recordFirstMaster();
    Optional<JobRow> job = database.read(handle -> JobTable.newest(handle)).filter(JobRow::isOpen);
    if (job.isPresent()) {
      try {
        if (activate(job.get())) {
          rewrapAll(job.get());
        }
      } catch (Failure e) {
        database.transaction(handle -> {
          JobTable.problem(handle, job.get().id(), Optional.of(e.what()));
          return null;
        });
      }
    }
    destroyDoomed();
  }

  /** The first master key is older than the ledger. */
  private void recordFirstMaster() {
    if (database.read(MasterTable::anyUnrecorded)) {
      database.transaction(handle -> {
        for (MasterRow made : MasterTable.takeUnrecorded(handle)) {
          journalMaster(handle, "seal.master.create", made);
        }
        return null;
      });
    }
  }

  /**
   * Makes the new master key and lets it seal all that comes.
   *
   * @return whether the job goes on
   */
  private boolean activate(JobRow seen) {
    return database.transaction(handle -> {
      MasterTable.lockChanges(handle);
      Optional<JobRow> job = JobTable.lockOpen(handle, seen.id());
      if (job.isEmpty()) {
        return false;
      }
      MasterRow target = MasterTable.find(handle, job.get().masterId()).orElseThrow();
      if (target.state().equals(MasterRow.FRESH)) {
        byte[] proof = masters.make(target.id(), target.kind());
        // Waits for transactions that still seal by the old one.
        for (MasterRow old : MasterTable.lockInState(handle, MasterRow.CURRENT)) {
          MasterTable.changeState(handle, old.id(), MasterRow.RETIRING);
        }
        MasterTable.makeCurrent(handle, target.id(), proof);
        for (MasterRow made : MasterTable.takeUnrecorded(handle)) {
          journalMaster(handle, "seal.master.create", made);
        }
      }
      if (job.get().state().equals(JobRow.RUNNING)) {
        JobTable.problem(handle, seen.id(), Optional.empty());
      }
      return true;
    });
  }

  private void rewrapAll(JobRow job) {
    long broken = 0;
    String after = "";
    while (!Thread.currentThread().isInterrupted()) {
      String from = after;
      Batch batch = database.transaction(handle -> rewrap(handle, job, from));
      broken += batch.broken();
      if (batch.last().isEmpty()) {
        end(job, broken);
        return;
      }
      after = batch.last().get();
    }
  }

  /** What came of a batch: the last name seen, if any, and how many secrets do not open. */
  private record Batch(Optional<String> last, long broken) {}

  private Batch rewrap(Handle handle, JobRow job, String after) {
    MasterRow target = masters.holdCurrent(handle);
    if (!target.id().equals(job.masterId())) {
      return new Batch(Optional.empty(), 0);
    }
    List<SecretRow> rows = SecretTable.lockNotUnder(handle, target.id(), after, BATCH);
    long broken = 0;
    for (SecretRow row : rows) {
      try (SecretBytes secret =
          masters.unwrap(row.masterId(), row.masterKind(), row.name(), row.box())) {
        SecretTable.rewrapped(
            handle, row.name(), target.id(), masters.wrap(target, row.name(), secret));
      } catch (Failure e) {
        if (!e.code().equals("seal.broken")) {
          throw e;
        }
        broken++;
      }
    }
    return new Batch(
        rows.isEmpty() ? Optional.empty() : Optional.of(rows.getLast().name()), broken);
  }

  private void end(JobRow job, long broken) {
    MasterRow target =
        database.read(handle -> MasterTable.find(handle, job.masterId())).orElseThrow();
    if (!masters.holds(target)) {
      throw SealFailures.wrongMaster(target.id());
    }
    database.transaction(handle -> {
      MasterTable.lockChanges(handle);
      if (JobTable.lockOpen(handle, job.id()).isEmpty()) {
        return null;
      }
      long left = SecretTable.countNotUnder(handle, job.masterId());
      for (MasterRow old : MasterTable.lockInState(handle, MasterRow.RETIRING)) {
        if (!SecretTable.anyUnder(handle, old.id())) {
          MasterTable.changeState(handle, old.id(), MasterRow.DOOMED);
        }
      }
      if (left == 0) {
        JobTable.end(handle, job.id(), JobRow.DONE, now());
        journal.record(
            handle,
            SealJournal.BY_ITSELF,
            "seal.master." + job.kind() + ".done",
            job.masterId(),
            Map.of("secrets", Long.toString(job.total())));
      } else if (broken > 0 && !job.state().equals(JobRow.BLOCKED)) {
        JobTable.block(
            handle,
            job.id(),
            broken,
            broken + " secrets were changed in the database and do not open.");
        journal.record(
            handle,
            SealJournal.BY_ITSELF,
            "seal.master." + job.kind() + ".blocked",
            job.masterId(),
            Map.of("broken", Long.toString(broken)));
      }
      return null;
    });
  }

  private void destroyDoomed() {
    for (MasterRow doomed :
        database.read(handle -> MasterTable.inState(handle, MasterRow.DOOMED))) {
      try {
        if (database.read(handle -> SecretTable.anyUnder(handle, doomed.id()))) {
          continue;
        }
        masters.destroy(doomed);
      } catch (Failure e) {
        // Its store is away or no longer configured; it is tried again when it is back.
        continue;
      }
      database.transaction(handle -> {
        if (MasterTable.markDestroyed(handle, doomed.id(), now())) {
          feed.announce(handle, DESTROYED_TOPIC, doomed.id());
          journalMaster(handle, "seal.master.destroy", doomed);
        }
        return null;
      });
    }
  }

  private void journalMaster(Handle handle, String action, MasterRow master) {
    journal.record(
        handle, SealJournal.BY_ITSELF, action, master.id(), Map.of("provider", master.kind()));
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }
}
