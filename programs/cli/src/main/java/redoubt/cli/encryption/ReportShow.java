package redoubt.cli.encryption;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Shows a report that was kept. */
@Command(
    name = "show",
    description = {
      "Shows a report of a cluster's encryption ledger; -o json has signature and proof.",
      "Exits as the ledger did: 1 unless everything was protected."
    },
    footer = {
      "Examples:",
      "  redoubt encryption report show prod",
      "  redoubt encryption report show prod 5c0e… -o json > report.json"
    })
public final class ReportShow extends LedgerVerb {
  @Parameters(index = "0", paramLabel = "NAME", description = "Name or id of the cluster.")
  String name = "";

  @Parameters(
      index = "1",
      arity = "0..1",
      paramLabel = "ID",
      description = "Id of the report (default: the newest).")
  String id = "latest";

  @Override
  public Integer call() {
    return show(report(name, id));
  }
}
