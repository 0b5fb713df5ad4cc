package redoubt.cli.image;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Lists all images by digest, with a tag or without. */
@Command(
    name = "digests",
    description = "Lists all images by digest, with a tag or without.",
    footer = {"Example:", "  redoubt image digests team/app"})
public final class ImageDigests extends ImageVerb {
  @Parameters(
      paramLabel = "NAMESPACE[/REPOSITORY]",
      arity = "0..1",
      description = "Of which; of all without it.")
  String of = "";

  @Override
  public Integer call() {
    output().list(listed(images(), of, ""), "There are no images.", LISTED);
    return 0;
  }
}
