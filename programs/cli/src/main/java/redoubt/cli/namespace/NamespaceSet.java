package redoubt.cli.namespace;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Changes what holds for a namespace. */
@Command(
    name = "set",
    description = "Says whether everybody may pull from a namespace.",
    footer = {"Example:", "  redoubt namespace set team --anonymous-pull false"})
public final class NamespaceSet extends NamespaceVerb {
  @Parameters(paramLabel = "NAME", description = "Name of the namespace.")
  String name = "";

  @Option(
      names = "--anonymous-pull",
      paramLabel = "true|false",
      arity = "1",
      required = true,
      description = "Whether everybody may pull, without a login.")
  boolean anonymousPull;

  @Override
  public Integer call() {
    JsonNode changed = api().patch(namespace(name), object().put("anonymousPull", anonymousPull));
    output()
        .done(
            anonymousPull
                ? "Everybody may pull from " + name + "."
                : "Only who holds a role may pull from " + name + ".",
            changed);
    return 0;
  }
}
