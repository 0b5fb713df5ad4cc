package redoubt.cli.namespace;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Adds a namespace. */
@Command(
    name = "add",
    description = {
      "Adds a namespace, whose images are HOST:PORT/NAME/REPOSITORY.",
      "Names are unique among all instances of the server."
    },
    footer = {"Example:", "  redoubt namespace add team"})
public final class NamespaceAdd extends NamespaceVerb {
  @Parameters(
      paramLabel = "NAME",
      description = "4 to 30 lower-case letters, digits, dashes and underscores.")
  String name = "";

  @Option(names = "--anonymous-pull", description = "Lets everybody pull, without a login.")
  boolean anonymousPull;

  @Override
  public Integer call() {
    output()
        .done(
            "Namespace " + name + " is there.",
            api()
                .post(
                    namespaces(), object().put("name", name).put("anonymousPull", anonymousPull)));
    return 0;
  }
}
