package redoubt.cli.image;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Lists images that have a tag. */
@Command(
    name = "list",
    description = "Lists images that have a tag.",
    footer = {"Example:", "  redoubt image list team"})
public final class ImageList extends ImageVerb {
  @Parameters(
      paramLabel = "NAMESPACE[/REPOSITORY]",
      arity = "0..1",
      description = "Of which; of all without it.")
  String of = "";

  @Override
  public Integer call() {
    output().list(listed(images(), of, "&tagged=true"), "There are no images with a tag.", LISTED);
    return 0;
  }
}
