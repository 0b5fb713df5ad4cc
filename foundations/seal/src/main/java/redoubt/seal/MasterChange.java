package redoubt.seal;

import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Map;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import redoubt.core.Failure;
import redoubt.crypto.MasterKeys;
import redoubt.seal.sql.JobRow;
import redoubt.seal.sql.JobTable;
import redoubt.seal.sql.MasterRow;
import redoubt.seal.sql.MasterTable;
import redoubt.seal.sql.SecretTable;
import redoubt.store.ChangeFeed;
import redoubt.store.Database;

/**
 * Begins to give every secret a new master key while the servers work: {@link #rotate} in the same
 * key store, {@link #migrate} in another. What is to be done is written down; {@link MasterWork}
 * does it, whenever {@link #advance} is called.
 */
public final class MasterChange {
  private final Database database;
  private final Masters masters;
  private final SealJournal journal;
  private final InstantSource clock;
  private final MasterWork work;

  public MasterChange(
      Database database,
      Masters masters,
      ChangeFeed feed,
      SealJournal journal,
      InstantSource clock) {
    this.database = database;
    this.masters = masters;
    this.journal = journal;
    this.clock = clock;
    this.work = new MasterWork(database, masters, feed, journal, clock);
  }

  /**
   * Begins a rotation.
   *
   * @throws Failure {@code seal.busy} while another change is under way
   */
  public void rotate(String actor) {
    MasterKeys.Kind kind = kind(masters.current().kind());
    if (!masters.isConfigured(kind)) {
      throw SealFailures.notConfigured(kind);
    }
    start(JobRow.ROTATE, kind, actor);
  }

  /**
   * Begins the move to another key store.
   *
   * @throws Failure {@code seal.busy}, {@code seal.not-configured}, {@code seal.already-there}
   */
  public void migrate(MasterKeys.Kind to, String actor) {
    if (!masters.isConfigured(to)) {
      throw SealFailures.notConfigured(to);
    }
    masters
        .health(to)
        .ifPresent(trouble -> {
          throw SealFailures.unavailable(trouble);
        });
    if (masters.current().kind().equals(to.text())) {
      throw new Failure(
          Failure.Kind.CONFLICT,
          "seal.already-there",
          "The current master key is of kind " + to.text() + " already.",
          "To get a new one there, rotate.");
    }
    start(JobRow.MIGRATE, to, actor);
  }

  private void start(String job, MasterKeys.Kind kind, String actor) {
    String id = Masters.newId();
    Instant now = now();
    database.transaction(handle -> {
      if (!MasterTable.tryLockChanges(handle)) {
        throw SealFailures.busy("An export or another change holds the master keys.");
      }
      JobTable.newest(handle).filter(JobRow::isOpen).ifPresent(open -> giveWay(handle, open));
      MasterTable.insert(
          handle, new MasterRow(id, kind.text(), MasterRow.FRESH, Optional.empty(), now));
      JobTable.insert(handle, job, id, SecretTable.count(handle), now, actor);
      journal.record(handle, actor, "seal.master." + job, id, Map.of("provider", kind.text()));
      return null;
    });
  }

  /** A change that cannot begin, or has nothing left but broken secrets, gives way to another. */
  private void giveWay(Handle handle, JobRow open) {
    MasterRow target = MasterTable.find(handle, open.masterId()).orElseThrow();
    boolean stuckAtStart = target.state().equals(MasterRow.FRESH) && open.problem().isPresent();
    if (!stuckAtStart && !open.state().equals(JobRow.BLOCKED)) {
      throw SealFailures.busy("The master key is being changed already.");
    }
    if (stuckAtStart) {
      // Perhaps it was made after all; nothing is sealed by it.
      MasterTable.changeState(handle, target.id(), MasterRow.DOOMED);
    }
    JobTable.end(handle, open.id(), JobRow.DROPPED, now());
  }

  /** How the seal stands. */
  public SealStatus status() {
    Optional<Failure> hsm = masters.health(MasterKeys.Kind.PKCS11);
    return database.read(handle -> {
      MasterRow current = MasterTable.current(handle).orElseThrow();
      long pending = SecretTable.countNotUnder(handle, current.id());
      return new SealStatus(
          kind(current.kind()),
          current.id(),
          current.createdAt(),
          SecretTable.count(handle),
          pending,
          JobTable.newest(handle).map(job -> describe(job, handle)),
          masters.isConfigured(MasterKeys.Kind.PKCS11),
          hsm.map(Failure::what));
    });
  }

  private static SealStatus.Job describe(JobRow job, Handle handle) {
    long done =
        job.state().equals(JobRow.DONE)
            ? job.total()
            : Math.max(0, job.total() - SecretTable.countNotUnder(handle, job.masterId()));
    return new SealStatus.Job(
        job.kind(),
        SealStatus.JobState.of(job.state()),
        done,
        job.total(),
        job.startedAt(),
        job.problem());
  }

  /** Does what is left to do, or as much as can be done at the moment. Quick when it is nothing. */
  public void advance() {
    work.advance();
  }

  private Instant now() {
    return clock.instant().truncatedTo(ChronoUnit.MILLIS);
  }

  private static MasterKeys.Kind kind(String text) {
    return MasterKeys.Kind.of(text).orElseThrow();
  }
}
