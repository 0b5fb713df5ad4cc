package redoubt.cli.encryption;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import redoubt.cli.cluster.ClusterVerb;
import redoubt.cli.text.Column;

/** The history of a cluster's encryption ledger. */
@Command(
    name = "list",
    description = "Lists the reports of a cluster's encryption ledger, newest first.",
    footer = {"Example:", "  redoubt encryption report list prod"})
public final class ReportList extends ClusterVerb {
  @Parameters(paramLabel = "NAME", description = "Name or id of the cluster.")
  String name = "";

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "At most so many (default: 20; 100 are kept).")
  int limit = 20;

  @Override
  public Integer call() {
    JsonNode reports = items(api().get(cluster(name) + "/reports?limit=" + limit));
    output()
        .list(
            reports,
            "There is no report. Make one: redoubt encryption ledger " + name,
            List.of(
                Column.of("taken", "storedAt"),
                Column.of("verdict", "verdict"),
                Column.of("to protect", "protected"),
                Column.of("not protected", "offending"),
                Column.of("stale", "standings.stale"),
                Column.of("current", "standings.current"),
                Column.of("origin", "origin"),
                Column.of("by", "by"),
                Column.of("id", "id")));
    return 0;
  }
}
