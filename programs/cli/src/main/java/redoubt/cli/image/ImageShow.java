package redoubt.cli.image;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import redoubt.cli.text.ByteCount;
import redoubt.cli.text.Column;
import redoubt.core.Failure;
import redoubt.oci.Reference;

/** Shows one image. */
@Command(
    name = "show",
    description = "Shows one image.",
    footer = {"Example:", "  redoubt image show team/app:v1"})
public final class ImageShow extends ImageVerb {
  @Parameters(paramLabel = "IMAGE", description = "REPOSITORY:TAG or REPOSITORY@DIGEST.")
  String image = "";

  @Override
  public Integer call() {
    ImageName name = ImageName.parse(image);
    String repository = name.repository().text();
    String digest =
        switch (name.reference()) {
          case Reference.ByDigest named -> named.digest().toString();
          case Reference.ByTag named -> digestOf(repository, named.tag().text());
        };
    output()
        .object(
            api().get(images() + "/" + encoded(digest) + "?repository=" + encoded(repository)),
            List.of(
                Column.of("repository", "repository"),
                Column.of("digest", "digest"),
                Column.of("tags", "tags"),
                Column.of("media type", "mediaType"),
                Column.of("artifact type", "artifactType"),
                ByteCount.column("size", "size"),
                Column.of("made", "createdAt"),
                Column.of("pushed", "pushedAt"),
                Column.who("by", "pushedBy")));
    return 0;
  }

  private String digestOf(String repository, String tag) {
    for (JsonNode listed : listed(images(), repository, "&tagged=true&all=true")) {
      for (JsonNode its : listed.path("tags")) {
        if (its.asText().equals(tag)) {
          return listed.path("digest").asText();
        }
      }
    }
    throw new Failure(
        Failure.Kind.NOT_FOUND,
        "registry.no-manifest",
        "The repository has no such manifest.",
        "List its images: redoubt image list " + repository);
  }
}
