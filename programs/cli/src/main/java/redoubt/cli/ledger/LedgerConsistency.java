package redoubt.cli.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import redoubt.cli.Verb;
import redoubt.cli.text.Column;

/** Gets the proof that a later ledger continues an earlier one. */
@Command(
    name = "consistency",
    description = "Gets the proof that the ledger of size B continues the one of size A.",
    footer = {"Example:", "  redoubt ledger consistency 1000 2500 -o json"})
public final class LedgerConsistency extends Verb {
  @Parameters(index = "0", paramLabel = "A", description = "The earlier size.")
  long from;

  @Parameters(index = "1", paramLabel = "B", description = "The later size.")
  long to;

  @Override
  public Integer call() {
    if (from < 0 || to < from) {
      throw wrongUsage("sizes are 0 <= A <= B");
    }
    JsonNode proof = api().get("/v1/ledger/consistency?from=" + from + "&to=" + to);
    output()
        .object(
            proof,
            List.of(
                Column.of("From", "from"),
                Column.of("To", "to"),
                Column.of("Root at A", "fromRoot"),
                Column.of("Root at B", "toRoot"),
                Column.of("Proof", "proof")));
    return 0;
  }
}
