package redoubt.cli.instance;

import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import redoubt.cli.Confirmation;
import redoubt.cli.Instances;

/** Deletes an instance. */
@Command(
    name = "delete",
    description = "Deletes an instance that has no keys any more. For administrators.",
    footer = {"Example:", "  redoubt instance delete payments --yes"})
public final class InstanceDelete extends InstanceVerb {
  @Parameters(paramLabel = "INSTANCE", description = "Name or id.")
  String named = "";

  @Mixin Confirmation confirmation = new Confirmation();

  @Override
  public Integer call() {
    String id = Instances.find(api(), Optional.of(named));
    confirmation.ask(terminal(), "Delete instance " + named + " (" + id + ")");
    api().delete("/v1/instances/" + id);
    output().done("Instance " + named + " is deleted.", object().put("id", id).put("done", true));
    return 0;
  }
}
