package redoubt.cli.image;

import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Lists images that have a tag. */
@Command(
    name = "list",
    description = {
      "Lists images that have a tag.",
      "Tags under which signatures and the like lie (sha256-…, sha256-….sig) are no images' tags."
    },
    footer = {"Example:", "  redoubt image list team"})
public final class ImageList extends ImageVerb {
  @Parameters(
      paramLabel = "NAMESPACE[/REPOSITORY]",
      arity = "0..1",
      description = "Of which; of all without it.")
  String of = "";

  @Option(names = "--all", description = "Also what lies under tags of signatures.")
  boolean all;

  @Override
  public Integer call() {
    String which = all ? "&tagged=true&all=true" : "&tagged=true";
    output().list(listed(images(), of, which), "There are no images with a tag.", LISTED);
    return 0;
  }
}
