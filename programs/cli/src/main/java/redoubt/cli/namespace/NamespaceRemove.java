package redoubt.cli.namespace;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
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

  @Option(
      names = "--with-trash",
      description = "Also if it has images in the trash, which end with it.")
  boolean withTrash;

  @Mixin Confirmation confirmation = new Confirmation();

  @Override
  public Integer call() {
    confirmation.ask(terminal(), "Remove namespace " + name + (withTrash ? " with its trash" : ""));
    api().delete(namespace(name) + (withTrash ? "?withTrash=true" : ""));
    output()
        .done("Namespace " + name + " is removed.", object().put("name", name).put("done", true));
    return 0;
  }
}
