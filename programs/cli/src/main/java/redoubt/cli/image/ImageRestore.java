package redoubt.cli.image;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import redoubt.cli.text.Column;

/** Restores an image from the trash. */
@Command(
    name = "restore",
    description = {
      "Restores an image from the trash.",
      "By its digest with all its tags that name nothing else now, by a tag with that tag alone."
    },
    footer = {"Example:", "  redoubt image restore team/app:v1"})
public final class ImageRestore extends ImageVerb {
  @Parameters(paramLabel = "IMAGE", description = "REPOSITORY:TAG or REPOSITORY@DIGEST.")
  String image = "";

  @Override
  public Integer call() {
    JsonNode restored = api().post(trash() + "/restore", ImageName.whole(image).json());
    output()
        .done(
            "The image is back"
                + tags(restored.path("tags"), ", with the tags ", ", without a tag")
                + tags(restored.path("leftInTrash"), "; still in the trash: the tags ", "")
                + ".",
            restored);
    return 0;
  }

  private static String tags(JsonNode tags, String before, String none) {
    return tags.isEmpty() ? none : before + Column.text(tags);
  }
}
