package redoubt.cli.robot;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import redoubt.cli.Confirmation;
import redoubt.cli.Verb;

/** Removes a robot. */
@Command(
    name = "remove",
    description = "Removes a robot; its key, and what it got with it, end at once.",
    footer = {"Example:", "  redoubt robot remove robot.team.ci"})
public final class RobotRemove extends Verb {
  @Parameters(paramLabel = "ROBOT", description = "As which it logs in: robot.NAMESPACE.NAME.")
  String robot = "";

  @Mixin Confirmation confirmation = new Confirmation();

  @Override
  public Integer call() {
    confirmation.ask(terminal(), "Remove robot " + robot);
    api().delete("/v1/instances/" + instance() + "/robots/" + encoded(robot));
    output()
        .done("Robot " + robot + " is removed.", object().put("robot", robot).put("done", true));
    return 0;
  }
}
