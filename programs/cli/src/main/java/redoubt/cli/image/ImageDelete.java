package redoubt.cli.image;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import redoubt.cli.Confirmation;

/** Moves an image to the trash. */
@Command(
    name = "delete",
    description = {
      "Moves an image to the trash, with all its tags in the repository.",
      "It can be restored for 30 days."
    },
    footer = {"Example:", "  redoubt image delete team/app:v1"})
public final class ImageDelete extends ImageVerb {
  @Parameters(paramLabel = "IMAGE", description = "REPOSITORY:TAG or REPOSITORY@DIGEST.")
  String image = "";

  @Mixin Confirmation confirmation = new Confirmation();

  @Override
  public Integer call() {
    ImageName name = ImageName.whole(image);
    confirmation.ask(terminal(), "Delete image " + image + " with all its tags");
    output()
        .done(
            "The image is in the trash. Restore it: redoubt image restore " + image,
            api().post(images() + "/delete", name.json()));
    return 0;
  }
}
