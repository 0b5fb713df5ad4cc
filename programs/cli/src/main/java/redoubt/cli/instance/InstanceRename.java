package redoubt.cli.instance;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Renames an instance. */
@Command(
    name = "rename",
    description = "Gives an instance another name; its id stays.",
    footer = {"Example:", "  redoubt instance rename payments payments-eu"})
public final class InstanceRename extends InstanceVerb {
  @Parameters(index = "0", paramLabel = "INSTANCE", description = "Name or id.")
  String named = "";

  @Parameters(index = "1", paramLabel = "NAME", description = "The new name.")
  String name = "";

  @Override
  public Integer call() {
    output().object(api().patch(path(named), object().put("name", name)), COLUMNS);
    return 0;
  }
}
