package redoubt.cli.image;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import redoubt.oci.Reference;

/** Ends a tag. */
@Command(
    name = "untag",
    description = "Ends a tag; the image stays, without it.",
    footer = {"Example:", "  redoubt image untag team/app:v1"})
public final class ImageUntag extends ImageVerb {
  @Parameters(paramLabel = "IMAGE", description = "REPOSITORY:TAG.")
  String image = "";

  @Override
  public Integer call() {
    ImageName name = ImageName.whole(image);
    if (name.reference() instanceof Reference.ByDigest) {
      throw wrongUsage("Name the tag: REPOSITORY:TAG.");
    }
    output()
        .done("The tag " + image + " is no more.", api().post(images() + "/untag", name.json()));
    return 0;
  }
}
