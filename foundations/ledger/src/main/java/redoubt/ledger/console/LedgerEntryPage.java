package redoubt.ledger.console;

import java.util.List;
import java.util.Optional;
import redoubt.web.console.Moment;
import redoubt.web.console.Outcome;

/** One entry with the proof that it is in the log. */
public record LedgerEntryPage(
    String base,
    String id,
    String action,
    Outcome outcome,
    Optional<Moment> at,
    List<Fact> facts,
    List<Fact> details,
    ProofSteps proof,
    String signedRoot,
    String size,
    String note,
    String publicKey) {
  /**
   * A name and a value.
   *
   * @param called what people call the value, if it is the id of something that has a name
   */
  public record Fact(String name, String value, Optional<String> called) {
    Fact(String name, String value) {
      this(name, value, Optional.empty());
    }
  }
}
