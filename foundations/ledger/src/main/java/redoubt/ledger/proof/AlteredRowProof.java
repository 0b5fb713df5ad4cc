package redoubt.ledger.proof;

import redoubt.core.Proof;
import redoubt.ledger.Ledger;
import redoubt.ledger.Verification;
import redoubt.ledger.sql.Tampering;
import redoubt.store.Database;

/** Changes a byte of an entry in the database and expects the ledger to notice. */
public final class AlteredRowProof implements Proof {
  /** Enough to be an attack on real rows, few enough to be quick on a log of years. */
  private static final int NEWEST = 64;

  private final Database database;
  private final Ledger ledger;

  public AlteredRowProof(Database database, Ledger ledger) {
    this.database = database;
    this.ledger = ledger;
  }

  @Override
  public String id() {
    return "ledger.altered-row";
  }

  @Override
  public String claim() {
    return "A row of the ledger that is changed behind the server's back is found.";
  }

  @Override
  public String attack() {
    return "Changed one byte of the newest entry in the database and had the newest leaves recomputed.";
  }

  @Override
  public Observation attempt() {
    Verification before = database.snapshot(handle -> ledger.verifyNewest(handle, NEWEST));
    if (!before.passed()) {
      return Observation.failed("The log was not intact before: " + before.findings().getFirst());
    }
    if (before.leaves() == 0) {
      return Observation.notTried("The log has no entries yet.");
    }
    Verification after = afterTampering();
    return after.passed()
        ? Observation.failed("The changed byte was not found.")
        : Observation.proven("The change was found: " + after.findings().getFirst() + ".");
  }

  private Verification afterTampering() {
    try {
      return database.transaction(handle -> {
        Tampering.alterNewestEntry(handle);
        throw new RolledBack(ledger.verifyNewest(handle, NEWEST));
      });
    } catch (RolledBack e) {
      return e.seen;
    }
  }

  /** Carries what was seen out of the transaction that it ends. */
  private static final class RolledBack extends RuntimeException {
    private static final long serialVersionUID = 1;
    private final transient Verification seen;

    RolledBack(Verification seen) {
      super("rolled back on purpose");
      this.seen = seen;
    }
  }
}
