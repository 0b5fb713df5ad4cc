package redoubt.cli.cluster;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import redoubt.cli.Confirmation;

/** Forgets a cluster. */
@Command(
    name = "remove",
    description = {
      "Forgets a cluster and destroys the credentials that were kept of it.",
      "Refused while a root key guards it: decrypt first, redoubt encryption disable."
    },
    footer = {"Example:", "  redoubt cluster remove prod"})
public final class ClusterRemove extends ClusterVerb {
  @Parameters(paramLabel = "NAME", description = "Name or id.")
  String name = "";

  @Option(
      names = "--force",
      description =
          "Also while a root key guards it: its plugins stop, and what they encrypted cannot be"
              + " read.")
  boolean force;

  @Mixin Confirmation confirmation = new Confirmation();

  @Override
  public Integer call() {
    confirmation.ask(
        terminal(),
        force
            ? "Forget cluster " + name + " and end its plugins' lease"
            : "Forget cluster " + name);
    api().delete(cluster(name) + (force ? "?force=true" : ""));
    output()
        .done(
            "Cluster " + name + " is forgotten.", object().put("cluster", name).put("done", true));
    return 0;
  }
}
