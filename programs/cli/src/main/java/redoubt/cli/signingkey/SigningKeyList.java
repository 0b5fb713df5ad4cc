package redoubt.cli.signingkey;

import picocli.CommandLine.Command;

/** Lists signing keys. */
@Command(
    name = "list",
    description = "Lists the signing keys of an instance.",
    footer = {"Example:", "  redoubt signing-key list"})
public final class SigningKeyList extends SigningKeyVerb {
  @Override
  public Integer call() {
    output()
        .list(
            items(api().get(keys())),
            "There are no signing keys. Make one: redoubt signing-key create NAME",
            LISTED);
    return 0;
  }
}
