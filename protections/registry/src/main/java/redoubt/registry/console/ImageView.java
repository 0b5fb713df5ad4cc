package redoubt.registry.console;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import redoubt.web.console.Answer;
import redoubt.web.console.Moment;
import redoubt.web.console.Who;

/**
 * One manifest of a repository.
 *
 * @param kind in words
 * @param signature whether it signs another one
 * @param subject the image that it says something about
 * @param config what the image's config says; empty if it has none that can be read
 * @param children what a list of manifests lists
 * @param runs where; empty when it is not known
 */
public record ImageView(
    String repository,
    String digest,
    String mediaType,
    String kind,
    boolean signature,
    Optional<String> subject,
    String size,
    Optional<Moment> pushed,
    Who pushedBy,
    List<String> tags,
    boolean moreTags,
    List<String> listedBy,
    Few<Layer> layers,
    Few<Child> children,
    Few<About> referrers,
    Optional<ConfigView> config,
    Few<ConfigView.Pair> annotations,
    Optional<List<String>> runs) {
  /** Rows of a list that is shown whole if it is not longer. */
  static final int MOST = 100;

  /** The first entries of a list, and how many follow. */
  public record Few<T>(List<T> shown, long others) {
    static <T> Few<T> of(List<T> all) {
      return new Few<>(
          List.copyOf(all.subList(0, Math.min(MOST, all.size()))), Math.max(0, all.size() - MOST));
    }

    public boolean isEmpty() {
      return shown.isEmpty();
    }
  }

  /**
   * A layer.
   *
   * @param madeBy command that made it, if the config says so
   */
  public record Layer(int number, String digest, String size, String type, String madeBy) {}

  /** A manifest of a list. */
  public record Child(String platform, String digest, String size, boolean there) {}

  /**
   * A manifest about this one.
   *
   * @param type in words; a media type where there are none
   * @param mediaType empty for what lies under a tag of the image
   * @param holds digests of its content
   */
  public record About(
      String digest, String type, String mediaType, String size, List<String> holds) {}

  static ImageView of(JsonNode json, Function<Instant, Moment> moments) {
    Optional<ConfigView> config =
        json.path("image").isObject()
            ? Optional.of(ConfigView.of(json.path("image"), moments))
            : Optional.empty();
    return new ImageView(
        json.path("repository").asText(),
        json.path("digest").asText(),
        json.path("mediaType").asText(),
        kind(json),
        ArtifactWords.isSignature(json),
        Answer.text(json, "subject").or(() -> ArtifactWords.beside(json)),
        Sizes.text(json.path("size").asLong()),
        Answer.time(json, "pushedAt").map(moments),
        Who.of(json, "pushedBy"),
        RegistryApi.texts(json.path("tags")),
        json.path("moreTags").asBoolean(),
        RegistryApi.texts(json.path("listedBy")),
        Few.of(layers(json, config)),
        Few.of(children(json)),
        referrers(json),
        config,
        ConfigView.pairs(json.path("annotations")),
        json.path("runs").isArray()
            ? Optional.of(RegistryApi.texts(json.path("runs")))
            : Optional.empty());
  }

  private static String kind(JsonNode json) {
    String artifact = TagPages.kind(json);
    return json.path("manifests").isArray()
        ? "list of images"
        : artifact.isEmpty()
            ? ArtifactWords.isSignature(json) ? "signature beside an image" : "image"
            : ArtifactWords.of(artifact);
  }

  private static List<Layer> layers(JsonNode json, Optional<ConfigView> config) {
    JsonNode all = json.path("layers");
    List<String> commands = config.map(ConfigView::commands).orElse(List.of());
    boolean told = commands.size() == all.size();
    List<Layer> layers = new ArrayList<>();
    for (int i = 0; i < all.size(); i++) {
      JsonNode layer = all.path(i);
      layers.add(
          new Layer(
              i + 1,
              layer.path("digest").asText(),
              Sizes.text(layer.path("size").asLong()),
              layer.path("mediaType").asText(),
              told ? commands.get(i) : ""));
    }
    return layers;
  }

  private static List<Child> children(JsonNode json) {
    List<Child> children = new ArrayList<>();
    json.path("manifests")
        .forEach(child ->
            children.add(
                new Child(
                    child.path("platform").asText(""),
                    child.path("digest").asText(),
                    Sizes.text(child.path("size").asLong()),
                    child.path("there").asBoolean())));
    return children;
  }

  private static Few<About> referrers(JsonNode json) {
    List<About> abouts = new ArrayList<>();
    json.path("referrers")
        .forEach(about -> {
          String type = TagPages.kind(about);
          abouts.add(
              new About(
                  about.path("digest").asText(),
                  type.isEmpty()
                      ? "under a tag beside the image, as of cosign 1 and 2"
                      : ArtifactWords.of(type),
                  type,
                  Sizes.text(about.path("size").asLong()),
                  RegistryApi.texts(about.path("holds"))));
        });
    return new Few<>(List.copyOf(abouts), json.path("moreReferrers").asBoolean() ? 1 : 0);
  }

  /** In the length that people compare. */
  public static String brief(String digest) {
    return RegistryApi.brief(digest);
  }
}
