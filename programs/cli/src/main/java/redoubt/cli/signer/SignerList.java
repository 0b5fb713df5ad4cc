package redoubt.cli.signer;

import picocli.CommandLine.Command;

/** Lists signers. */
@Command(
    name = "list",
    description = "Lists who may sign in a namespace, and who might once.",
    footer = {"Example:", "  redoubt signer list --namespace team"})
public final class SignerList extends SignerVerb {
  @Override
  public Integer call() {
    output()
        .list(
            listed(),
            "Nobody may sign there. Add a signer: redoubt signer add NAME --namespace "
                + namespace
                + " --key FILE",
            LISTED);
    return 0;
  }
}
