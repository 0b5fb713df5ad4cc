package redoubt.signatures.trust;

import java.time.Duration;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import redoubt.core.Deadline;
import redoubt.signatures.Check;
import redoubt.signatures.Fact;
import redoubt.signatures.attestation.Condition;
import redoubt.signatures.attestation.Statement;
import redoubt.signatures.facts.Subject;
import redoubt.signatures.sql.FactRows;
import redoubt.store.Database;

/**
 * What facts attest, fetched one by one when a condition asks for it. One verdict has so much time
 * and so many bytes; a condition that is not evaluated for that does not hold.
 */
final class Statements implements Trust.Conditions {
  private static final Duration LONGEST = Duration.ofSeconds(5);
  private static final long MOST_BYTES = 64 << 20;

  private final Database database;
  private final Subject subject;
  private final IdentityHashMap<Fact, FactRows.Kept> rows = new IdentityHashMap<>();
  private final Deadline deadline;
  private long left = MOST_BYTES;

  /**
   * @param whole of all that is judged together
   */
  Statements(Database database, Subject subject, List<FactRows.Kept> facts, Deadline whole) {
    this.deadline = Deadline.in(whole.left(LONGEST));
    this.database = database;
    this.subject = subject;
    facts.forEach(kept -> rows.put(kept.fact(), kept));
  }

  @Override
  public Check holds(Fact attestation, String condition) {
    if (left < 0 || deadline.isOver()) {
      return Check.notChecked(
          "condition", "There is more attested than is looked at for one verdict.");
    }
    Optional<byte[]> json =
        Optional.ofNullable(rows.get(attestation))
            .flatMap(kept -> database.read(handle -> FactRows.statement(handle, subject, kept)));
    json.ifPresent(bytes -> left -= bytes.length);
    return json.flatMap(
            bytes -> Statement.read(bytes, subject.digest(), new Check.All("statement")))
        .map(statement -> Condition.compile(condition).check(statement, deadline))
        .orElse(Check.notChecked("condition", "What is attested is not known."));
  }
}
