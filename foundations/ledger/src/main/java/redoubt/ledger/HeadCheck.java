package redoubt.ledger;

import java.util.Optional;
import redoubt.ledger.merkle.Digest32;
import redoubt.ledger.merkle.Frontier;
import redoubt.ledger.sql.HeadRow;
import redoubt.ledger.sql.LedgerTables;
import redoubt.ledger.sql.SignedHeadRow;
import redoubt.store.Database;

/** The quick check: whether the log still contains what was signed last. */
final class HeadCheck {
  private HeadCheck() {}

  /**
   * @throws redoubt.core.Failure {@code ledger.tampered}
   */
  static void requireAgreement(Database database, NoteKey key) {
    Optional<String> finding =
        database.snapshot(handle ->
            finding(
                LedgerTables.head(handle),
                LedgerTables.lastSignedHead(handle),
                size -> Trees.of(handle).frontier(size),
                key));
    if (finding.isPresent()) {
      throw LedgerFailures.tampered(finding.get());
    }
  }

  @FunctionalInterface
  private interface Frontiers {
    Frontier of(long size);
  }

  private static Optional<String> finding(
      HeadRow head, Optional<SignedHeadRow> last, Frontiers frontiers, NoteKey key) {
    try {
      if (!frontiers.of(head.size()).equals(Frontier.of(head.size(), head.frontier()))) {
        return Optional.of("the head is not that of the tree");
      }
      if (last.isEmpty()) {
        return Optional.empty();
      }
      SignedHeadRow signed = last.get();
      if (signed.size() > head.size()) {
        return Optional.of("leaves are gone that were signed");
      }
      return signedFinding(signed, frontiers.of(signed.size()).root(), key);
    } catch (Trees.MissingNode | IllegalArgumentException e) {
      return Optional.of(String.valueOf(e.getMessage()));
    }
  }

  /** What is wrong with a signed head, given the root of the tree at its size. */
  static Optional<String> signedFinding(SignedHeadRow signed, Digest32 root, NoteKey key) {
    try {
      Checkpoint checkpoint = Checkpoint.parse(key.verify(signed.note()));
      Checkpoint expected =
          new Checkpoint(key.name(), signed.size(), root, Micros.toInstant(signed.at()));
      if (!checkpoint.equals(expected) || !root.equals(new Digest32(signed.root()))) {
        return Optional.of("the head that was signed at " + signed.size() + " is another");
      }
      return Optional.empty();
    } catch (IllegalArgumentException e) {
      return Optional.of("the head that was signed at " + signed.size() + " has no good signature");
    }
  }
}
