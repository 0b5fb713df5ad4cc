package redoubt.cli.namespace;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import redoubt.cli.Confirmation;

/** Removes a namespace. */
@Command(
    name = "remove",
    description = "Removes a namespace that has no images.",
    footer = {"Example:", "  redoubt namespace remove team"})
public final class NamespaceRemove extends NamespaceVerb {
  @Parameters(paramLabel = "NAME", description = "Name of the namespace.")
  String name = "";

  @Mixin Confirmation confirmation = new Confirmation();

  @Override
  public Integer call() {
    confirmation.ask(terminal(), "Remove namespace " + name);
    api().delete(namespace(name));
    output()
        .done("Namespace " + name + " is removed.", object().put("name", name).put("done", true));
    return 0;
  }
}
