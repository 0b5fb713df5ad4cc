package redoubt.cli.shell;

import com.fasterxml.jackson.databind.node.ObjectNode;
import picocli.CommandLine.Command;
import redoubt.cli.Verb;
import redoubt.core.Release;

/** Says which version this is. */
@Command(
    name = "version",
    description = "Says which version this is.",
    footer = {"Example:", "  redoubt version"})
public final class Version extends Verb {
  @Override
  public Integer call() {
    ObjectNode version =
        object().put("version", Release.VERSION).put("java", Runtime.version().toString());
    output().show(version, "redoubt " + Release.VERSION + "\n");
    return 0;
  }
}
