package redoubt.cli.foreign;

import picocli.CommandLine.Command;

/** Lists covers. */
@Command(
    name = "covers",
    description =
        "Lists which namespaces' signers and policies hold for images of other registries.",
    footer = {"Example:", "  redoubt foreign-image covers"})
public final class ForeignCovers extends ForeignVerb {
  @Override
  public Integer call() {
    output()
        .list(
            items(api().get(images() + "/covers")),
            "No image of another registry is covered. Cover some: redoubt foreign-image cover"
                + " PREFIX --namespace NAME",
            COVERS);
    return 0;
  }
}
