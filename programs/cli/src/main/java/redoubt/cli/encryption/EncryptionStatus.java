package redoubt.cli.encryption;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import redoubt.cli.cluster.ClusterVerb;
import redoubt.cli.text.Column;
import redoubt.cli.text.Output;

/** Shows how far encryption of a cluster is. */
@Command(
    name = "status",
    description =
        "Shows which key guards a cluster, which plugins know it, its migration and its last"
            + " ledger.",
    footer = {"Example:", "  redoubt encryption status prod"})
public final class EncryptionStatus extends ClusterVerb {
  private static final List<Column> STATUS =
      List.of(
          Column.of("Cluster", "cluster.name"),
          Column.of("Encryption", "cluster.encryption"),
          Column.of("Resources", "cluster.resources"),
          Column.of("Root key", "lease.key"),
          Column.of("Key version", "lease.version"),
          Column.of("Key state", "lease.state"),
          Column.of("key_id", "lease.keyId"),
          Column.of("Migration", "migration.state"),
          Column.of("By", "migration.by"),
          Column.of("Rewritten", "migration.rewritten"),
          Column.of("Unchanged", "migration.unchanged"),
          Column.of("By others", "migration.byOthers"),
          Column.of("Deleted", "migration.gone"),
          Column.of("Of", "migration.total"),
          Column.of("Stopped by", "migration.failure"),
          Column.of("Ledger", "ledger.verdict"),
          Column.of("Taken", "ledger.begunAt"),
          Column.of("Origin", "ledger.origin"),
          Column.of("To protect", "ledger.protected"),
          Column.of("Not protected", "ledger.offending"),
          Column.of("Stale", "ledger.standings.stale"),
          Column.of("Need the key", "ledger.needing"));

  private static final List<Column> PLUGINS =
      List.of(
          Column.of("plugin's API key", "holder"),
          Column.of("since", "since"),
          Column.of("seen", "seenAt"),
          Column.of("revision", "revision"));

  @Parameters(paramLabel = "NAME", description = "Name or id of the cluster.")
  String name = "";

  @Override
  public Integer call() {
    JsonNode status = api().get(cluster(name) + "/encryption");
    JsonNode plugins = status.path("plugins");
    output()
        .show(
            status,
            Output.description(status, STATUS)
                + "\n"
                + (plugins.isEmpty()
                    ? "No plugin holds a lease.\n"
                    : Output.table(plugins, PLUGINS)));
    return 0;
  }
}
