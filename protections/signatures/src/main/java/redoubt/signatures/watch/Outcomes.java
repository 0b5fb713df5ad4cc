package redoubt.signatures.watch;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import redoubt.oci.Reference;
import redoubt.signatures.SignatureFailures;
import redoubt.signatures.facts.Subject;
import redoubt.signatures.foreign.Copies;
import redoubt.signatures.foreign.Tracked;
import redoubt.signatures.sql.CopyRows;
import redoubt.signatures.sql.DueRows;
import redoubt.signatures.sql.TrackedRows;
import redoubt.signatures.trust.Verdicts;
import redoubt.store.Database;

/** Writes down what came of asking a registry. */
final class Outcomes {
  private static final Duration OF_TAG = Duration.ofMinutes(10);
  private static final Duration OF_DIGEST = Duration.ofHours(6);
  private static final Duration FIRST_PAUSE = Duration.ofMinutes(1);

  /** What a registry did not show for so long counts no more. */
  private static final Duration OLD = Duration.ofDays(1);

  private final Database database;
  private final Verdicts verdicts;
  private final InstantSource clock;

  Outcomes(Database database, Verdicts verdicts, InstantSource clock) {
    this.database = database;
    this.verdicts = verdicts;
    this.clock = clock;
  }

  /** Unless it is covered by another namespace by now, or somebody asked later than this. */
  void keep(Tracked tracked, Copies found, Instant begun) {
    Instant now = clock.instant();
    Subject subject = Covers.subject(tracked, found.image());
    boolean kept =
        database.transaction(transaction -> {
          Optional<Tracked> there =
              TrackedRows.lock(transaction, tracked.instance(), tracked.image())
                  .map(TrackedRows.Named::tracked)
                  .filter(one -> one.namespace().equals(tracked.namespace()))
                  .filter(one -> one.askedAt().filter(begun::isBefore).isEmpty());
          if (there.isEmpty()) {
            return false;
          }
          if (TrackedRows.size(transaction, tracked.instance()).bytes() + found.size()
              > Covers.MOST_BYTES) {
            throw SignatureFailures.tooMuchForeign();
          }
          CopyRows.put(
              transaction, tracked.instance(), tracked.namespace(), subject.repository(), found);
          TrackedRows.asked(
              transaction,
              tracked,
              found.image(),
              found.size(),
              now,
              tracked.image().reference() instanceof Reference.ByTag ? OF_TAG : OF_DIGEST);
          DueRows.add(transaction, subject, now);
          there
              .get()
              .digest()
              .filter(before -> !before.equals(found.image()))
              .ifPresent(before -> Covers.forgetAll(transaction, Covers.subject(tracked, before)));
          return true;
        });
    if (kept) {
      verdicts.renew(subject);
    }
  }

  void later(Tracked tracked, Instant due) {
    database.transaction(transaction -> {
      TrackedRows.due(transaction, tracked, due);
      return true;
    });
  }

  /** What its registry did not show for a day is trusted no more. */
  String failed(Tracked tracked, String said) {
    Instant now = clock.instant();
    database.transaction(transaction -> {
      TrackedRows.failed(
          transaction, tracked, said, now.plus(Pacing.pause(FIRST_PAUSE, tracked.failures())));
      TrackedRows.lock(transaction, tracked.instance(), tracked.image())
          .map(TrackedRows.Named::tracked)
          .filter(one -> one.askedAt().filter(now.minus(OLD)::isBefore).isEmpty())
          .ifPresent(one -> {
            TrackedRows.forgetDigest(transaction, one);
            one.digest()
                .ifPresent(digest -> Covers.forgetAll(transaction, Covers.subject(one, digest)));
          });
      return true;
    });
    return said;
  }
}
