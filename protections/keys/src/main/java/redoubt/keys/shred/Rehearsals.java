package redoubt.keys.shred;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import redoubt.core.Failure;
import redoubt.keys.Key;
import redoubt.keys.KeyProtectError;
import redoubt.keys.life.KeyAction;
import redoubt.keys.life.KeyChanges;
import redoubt.keys.life.Transitions;
import redoubt.keys.sql.RehearsalRows;
import redoubt.ledger.Entry;
import redoubt.ledger.EntryFilter;
import redoubt.ledger.EntryId;
import redoubt.ledger.Ledger;
import redoubt.ledger.LedgerPage;
import redoubt.ledger.Recorded;
import redoubt.store.Database;

/**
 * Rehearsals of a key's deletion: for a while the key wraps and unwraps nothing and the leases on
 * it are suspended. The end is a moment in the database, so it comes whoever dies meanwhile.
 */
public final class Rehearsals {
  public static final Duration SHORTEST = Duration.ofSeconds(10);
  public static final Duration LONGEST = Duration.ofHours(1);

  /** Entries of the ledger that one report looks at. */
  private static final int MOST_ENTRIES = 5_000;

  private static final int PAGE = 500;

  private final Database database;
  private final Ledger ledger;
  private final KeyChanges changes;
  private final Dependents dependents;
  private final InstantSource clock;

  public Rehearsals(
      Database database,
      Ledger ledger,
      KeyChanges changes,
      Dependents dependents,
      InstantSource clock) {
    this.database = database;
    this.ledger = ledger;
    this.changes = changes;
    this.dependents = dependents;
    this.clock = clock;
  }

  /**
   * Takes an active root key away for a while.
   *
   * @throws Failure {@code keys.bad-rehearsal} for less than 10 seconds or more than an hour,
   *     {@code keys.rehearsal-runs}
   * @throws redoubt.keys.KeyFailure when the key is no active root key
   */
  public Rehearsal begin(Key key, String actor, Duration length) {
    if (length.compareTo(SHORTEST) < 0 || length.compareTo(LONGEST) > 0) {
      throw new Failure(
          Failure.Kind.INVALID,
          "keys.bad-rehearsal",
          "A rehearsal lasts from 10 seconds to one hour.",
          "Choose a length such as 5m.");
    }
    changes.change(
        key.tenant(),
        key.id(),
        (transaction, locked, now) -> {
          Transitions.check(KeyAction.REHEARSE, locked);
          if (locked.withheldUntil().isPresent()) {
            throw new Failure(
                Failure.Kind.CONFLICT,
                "keys.rehearsal-runs",
                "A rehearsal of the key's deletion runs until "
                    + locked.withheldUntil().get()
                    + ".",
                "Wait for it, or end it: redoubt key delete KEY --end.");
          }
          // As exact as the ledger, by whose entries it will be judged.
          Instant begun = now.truncatedTo(ChronoUnit.MICROS);
          RehearsalRows.begin(transaction, locked, actor, begun, begun.plus(length));
          return List.of(
              Entry.ok(
                  now,
                  locked.tenant(),
                  actor,
                  KeyAction.REHEARSE.auditName(),
                  locked.id().toString(),
                  Map.of("seconds", Long.toString(length.toSeconds()))));
        });
    return last(key).orElseThrow();
  }

  /** Gives the key back before the time. Does nothing when no rehearsal runs. */
  public void end(Key key, String actor) {
    changes.change(
        key.tenant(),
        key.id(),
        (transaction, locked, now) -> {
          Transitions.check(KeyAction.END_REHEARSAL, locked);
          boolean runs = locked.withheldUntil().isPresent();
          RehearsalRows.end(transaction, locked, actor, now);
          return List.of(
              Entry.ok(
                  now,
                  locked.tenant(),
                  actor,
                  KeyAction.END_REHEARSAL.auditName(),
                  locked.id().toString(),
                  Map.of("ran", Boolean.toString(runs))));
        });
  }

  /**
   * What the last rehearsal of the key showed, as far as it has come.
   *
   * @throws Failure {@code keys.no-rehearsal}
   */
  public RehearsalReport report(Key key) {
    changes.settle(key.tenant(), key.id());
    Rehearsal rehearsal =
        last(key)
            .orElseThrow(() ->
                new Failure(
                    Failure.Kind.NOT_FOUND,
                    "keys.no-rehearsal",
                    "The deletion of this key was never rehearsed.",
                    "Rehearse it: redoubt key delete KEY --rehearse 5m."));
    Optional<Instant> back = rehearsal.ended().map(Rehearsal.Ended::at);
    Refused refused = refused(key, rehearsal.begunAt(), back);
    return new RehearsalReport(
        key,
        rehearsal,
        dependents.outages(key.tenant(), key.id(), rehearsal.begunAt(), back),
        refused.refusals(),
        refused.all());
  }

  /** Tries now to read what the key guards; that it was tried is in the ledger. */
  public List<Reading> read(Key key, String actor) {
    List<Reading> readings = dependents.read(key.tenant(), key.id());
    ledger.append(
        Entry.ok(
            clock.instant(),
            key.tenant(),
            actor,
            "kms.secrets.tryreading",
            key.id().toString(),
            Map.of(
                "answered",
                Long.toString(
                    readings.stream()
                        .filter(reading -> reading.outcome() == Reading.Outcome.ANSWERED)
                        .count()))));
    return readings;
  }

  private Optional<Rehearsal> last(Key key) {
    return database.read(handle -> RehearsalRows.last(handle, key.tenant(), key.id()));
  }

  private record Refused(List<RehearsalReport.Refusals> refusals, boolean all) {}

  private record Who(String caller, String credential, String action) {}

  /** Counts the refusals of the key's state in the ledger, newest first. */
  private Refused refused(Key key, Instant from, Optional<Instant> back) {
    Set<String> names = new HashSet<>(key.aliases());
    names.add(key.id().toString());
    EntryFilter filter =
        new EntryFilter(
            Optional.of(key.tenant()),
            Optional.empty(),
            Optional.empty(),
            Optional.of(KeyProtectError.KEY_ACTION_INVALID_STATE_ERR.code()));
    Map<Who, RehearsalReport.Refusals> found = new LinkedHashMap<>();
    Optional<EntryId> before = Optional.empty();
    for (int looked = 0; looked < MOST_ENTRIES; looked += PAGE) {
      LedgerPage page = ledger.entries(filter, before, PAGE);
      for (Recorded recorded : page.entries()) {
        if (recorded.entry().at().isBefore(from)) {
          return new Refused(List.copyOf(found.values()), true);
        }
        if (names.contains(recorded.entry().target())
            && back.map(end -> !recorded.entry().at().isAfter(end)).orElse(true)) {
          count(found, recorded.entry());
        }
      }
      if (page.next().isEmpty()) {
        return new Refused(List.copyOf(found.values()), true);
      }
      before = page.next();
    }
    return new Refused(new ArrayList<>(found.values()), false);
  }

  private static void count(Map<Who, RehearsalReport.Refusals> found, Entry entry) {
    String credential = entry.details().getOrDefault("credential", "");
    found.merge(
        new Who(entry.actor(), credential, entry.action()),
        new RehearsalReport.Refusals(
            entry.actor(), credential, entry.action(), 1, entry.at(), entry.at()),
        (known, one) ->
            new RehearsalReport.Refusals(
                known.caller(),
                known.credential(),
                known.action(),
                known.calls() + 1,
                one.first(),
                known.last()));
  }
}
