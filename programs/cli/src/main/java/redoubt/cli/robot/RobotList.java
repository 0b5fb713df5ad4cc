package redoubt.cli.robot;

import java.util.List;
import picocli.CommandLine.Command;
import redoubt.cli.Verb;
import redoubt.cli.text.Column;

/** Lists robots. */
@Command(
    name = "list",
    description = "Lists the robots of an instance, when their keys expire and were last used.",
    footer = {"Example:", "  redoubt robot list"})
public final class RobotList extends Verb {
  private static final List<Column> LISTED =
      List.of(
          Column.of("robot", "robot"),
          Column.of("namespace", "namespace"),
          Column.of("repository", "repository"),
          Column.of("role", "role"),
          Column.of("expires", "expiresAt"),
          Column.of("last used", "lastUsedAt"));

  @Override
  public Integer call() {
    output()
        .list(
            items(api().get("/v1/instances/" + instance() + "/robots")),
            "There are no robots. Add one: redoubt robot add NAME --namespace NAMESPACE",
            LISTED);
    return 0;
  }
}
