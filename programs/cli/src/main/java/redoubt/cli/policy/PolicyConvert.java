package redoubt.cli.policy;

import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import redoubt.admission.document.PolicyFile;
import redoubt.admission.document.PolicyWriter;
import redoubt.admission.policy.Policy;
import redoubt.cli.Verb;
import redoubt.cli.text.SmallFile;

/** Writes policies of others as our own. */
@Command(
    name = "convert",
    description = {
      "Writes policies of Portieris, or of IBM's enforcement before it, as our own.",
      "They say the same, and can say more; nothing is asked of the server."
    },
    footer = {"Example:", "  redoubt policy convert portieris.yaml > policies.yaml"})
public final class PolicyConvert extends Verb {
  @Parameters(paramLabel = "FILE", description = "Policies, YAML or JSON.")
  Path file = Path.of("");

  @Option(
      names = "--namespace",
      paramLabel = "NAMESPACE",
      defaultValue = "default",
      description = "Of those that say none (default: ${DEFAULT-VALUE}).")
  String namespace = "";

  @Override
  public Integer call() {
    List<Policy> policies = PolicyFile.read(SmallFile.text(file), namespace);
    String yaml = PolicyWriter.yaml(policies);
    output().show(object().put("policies", yaml), yaml);
    return 0;
  }
}
