package redoubt.cli.cluster;

import picocli.CommandLine.Command;

/** Lists clusters. */
@Command(
    name = "list",
    description = "Lists the clusters of an instance.",
    footer = {"Example:", "  redoubt cluster list"})
public final class ClusterList extends ClusterVerb {
  @Override
  public Integer call() {
    output()
        .list(
            items(api().get(clusters())),
            "There are no clusters. Add one: redoubt cluster add NAME --kubeconfig FILE",
            LISTED);
    return 0;
  }
}
