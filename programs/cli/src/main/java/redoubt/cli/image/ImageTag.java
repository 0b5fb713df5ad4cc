package redoubt.cli.image;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Gives an image a further tag. */
@Command(
    name = "tag",
    description = {
      "Gives an image a further tag in its repository.",
      "A tag that names another image is moved, unless it is immutable."
    },
    footer = {"Example:", "  redoubt image tag team/app:v1 stable"})
public final class ImageTag extends ImageVerb {
  @Parameters(
      index = "0",
      paramLabel = "IMAGE",
      description = "REPOSITORY:TAG or REPOSITORY@DIGEST.")
  String image = "";

  @Parameters(index = "1", paramLabel = "TAG", description = "The further tag.")
  String tag = "";

  @Override
  public Integer call() {
    JsonNode tagged =
        api().post(images() + "/tag", ImageName.whole(image).json().put("newTag", tag));
    output().done("The tag " + tag + " names " + tagged.path("digest").asText() + ".", tagged);
    return 0;
  }
}
