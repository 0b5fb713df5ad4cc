package redoubt.cli.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import redoubt.cli.Verb;
import redoubt.cli.text.Column;

/** Shows the ledger's signed head. */
@Command(
    name = "head",
    description = "Shows the ledger's newest signed head; keep it to compare later ones with.",
    footer = {"Examples:", "  redoubt ledger head", "  redoubt ledger head --note > head.note"})
public final class LedgerHead extends Verb {
  @Option(names = "--note", description = "Print the signed note alone.")
  boolean note;

  @Override
  public Integer call() {
    JsonNode head = api().get("/v1/ledger/head");
    if (note) {
      terminal().out().print(head.path("note").asText());
    } else {
      output()
          .object(
              head,
              List.of(
                  Column.of("Origin", "origin"),
                  Column.of("Size", "size"),
                  Column.of("Root hash", "rootHash"),
                  Column.of("Signed at", "at"),
                  Column.of("Public key", "publicKey")));
    }
    return 0;
  }
}
