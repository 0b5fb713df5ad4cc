package redoubt.cli.shell;

import com.fasterxml.jackson.databind.node.ObjectNode;
import picocli.CommandLine.Command;
import redoubt.cli.Verb;

/** Says which version this is. */
@Command(
    name = "version",
    description = "Says which version this is.",
    footer = {"Example:", "  redoubt version"})
public final class Version extends Verb {
  /** Of the command line and of the server that {@code up} starts. */
  public static final String NUMBER = "0.1.0";

  @Override
  public Integer call() {
    ObjectNode version = object().put("version", NUMBER).put("java", Runtime.version().toString());
    output().show(version, "redoubt " + NUMBER + "\n");
    return 0;
  }
}
