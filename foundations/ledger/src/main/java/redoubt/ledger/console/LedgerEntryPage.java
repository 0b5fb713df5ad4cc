package redoubt.ledger.console;

import java.util.List;
import java.util.Optional;
import redoubt.web.console.Moment;
import redoubt.web.console.Pill;

/** One entry with the proof that it is in the log. */
public record LedgerEntryPage(
    String base,
    String id,
    String action,
    Pill outcome,
    Optional<Moment> at,
    List<Fact> facts,
    List<Fact> details,
    ProofSteps proof,
    String signedRoot,
    String size,
    String note,
    String publicKey) {
  /** A name and a value. */
  public record Fact(String name, String value) {}
}
