package redoubt.cli.namespace;

import picocli.CommandLine.Command;

/** Lists namespaces. */
@Command(
    name = "list",
    description = "Lists the namespaces of an instance.",
    footer = {"Example:", "  redoubt namespace list"})
public final class NamespaceList extends NamespaceVerb {
  @Override
  public Integer call() {
    output()
        .list(
            items(api().get(namespaces())),
            "There are no namespaces. Add one: redoubt namespace add NAME",
            LISTED);
    return 0;
  }
}
