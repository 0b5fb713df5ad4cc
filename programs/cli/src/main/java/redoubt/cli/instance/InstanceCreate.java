package redoubt.cli.instance;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Makes an instance. */
@Command(
    name = "create",
    description = "Makes an instance, in which you become manager. For administrators.",
    footer = {"Example:", "  redoubt instance create payments"})
public final class InstanceCreate extends InstanceVerb {
  @Parameters(paramLabel = "NAME", description = "The instance's name.")
  String name = "";

  @Override
  public Integer call() {
    output().object(api().post("/v1/instances", object().put("name", name)), COLUMNS);
    return 0;
  }
}
