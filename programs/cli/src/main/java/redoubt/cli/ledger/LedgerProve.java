package redoubt.cli.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import redoubt.cli.Verb;
import redoubt.cli.text.JsonText;

/** Gets the proof that an entry is in the ledger. */
@Command(
    name = "prove",
    description = {
      "Gets the proof that an entry is in the ledger, as JSON that anyone can check.",
      "It has the entry, its path in its leaf, the leaf's path in the tree, and the signed head."
    },
    footer = {
      "Examples:",
      "  redoubt ledger prove 01JD3Z > entry.proof",
      "  java tools/VerifyLedger.java --help"
    })
public final class LedgerProve extends Verb {
  @Parameters(paramLabel = "ENTRY", description = "Id of the entry, as ledger show prints it.")
  String entry = "";

  @Override
  public Integer call() {
    JsonNode proof = api().get(LedgerPaths.of(redoubt()) + "/entries/" + encoded(entry) + "/proof");
    output().show(proof, JsonText.pretty(proof) + "\n");
    return 0;
  }
}
