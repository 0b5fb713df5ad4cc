package redoubt.cli.user;

import com.fasterxml.jackson.databind.node.ObjectNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Makes a user. */
@Command(
    name = "create",
    description = "Makes a user, a person or a service. For administrators.",
    footer = {"Examples:", "  redoubt user create alice", "  redoubt user create backup --service"})
public final class UserCreate extends UserVerb {
  @Parameters(paramLabel = "NAME", description = "The user's name.")
  String name = "";

  @Option(
      names = "--administrator",
      description = "May make users and instances, and run the seal.")
  boolean administrator;

  @Option(
      names = "--service",
      description = "A program; it may register what it protects with keys.")
  boolean service;

  @Override
  public Integer call() {
    ObjectNode wish =
        object().put("name", name).put("administrator", administrator).put("service", service);
    output().object(api().post("/v1/users", wish), COLUMNS);
    return 0;
  }
}
