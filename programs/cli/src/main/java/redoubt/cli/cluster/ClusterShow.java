package redoubt.cli.cluster;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Shows a cluster. */
@Command(
    name = "show",
    description = "Shows one cluster; never its credentials.",
    footer = {"Example:", "  redoubt cluster show prod"})
public final class ClusterShow extends ClusterVerb {
  @Parameters(paramLabel = "NAME", description = "Name or id.")
  String name = "";

  @Override
  public Integer call() {
    output().object(api().get(cluster(name)), DESCRIBED);
    return 0;
  }
}
