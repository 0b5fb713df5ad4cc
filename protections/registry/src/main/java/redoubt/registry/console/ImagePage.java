package redoubt.registry.console;

import java.util.List;
import java.util.Optional;

/**
 * One image.
 *
 * @param reference tag or digest by which it was asked for
 * @param facts what others know of it
 * @param host what clients call this server
 */
public record ImagePage(
    String instance,
    String instanceName,
    String reference,
    ImageView image,
    Optional<ImageFacts.About> facts,
    String host,
    boolean mayDelete) {
  public String namespace() {
    return image.repository().substring(0, image.repository().indexOf('/'));
  }

  public boolean byTag() {
    return reference.indexOf(':') < 0;
  }

  /** {@code team/app:v1}, or with a digest that is cut. */
  public String title() {
    return byTag()
        ? image.repository() + ":" + reference
        : image.repository() + "@" + ImageView.brief(image.digest());
  }

  /** Page of another manifest or tag of the repository. */
  public String path(String other) {
    return RegistryApi.image(instance, image.repository(), other);
  }

  public String tagsPath() {
    return RegistryApi.tags(instance, image.repository());
  }

  public String deletePath() {
    return DeletePages.path(instance, image.repository(), image.digest());
  }

  /** How a client names exactly this image. */
  public String exact() {
    return host + "/" + image.repository() + "@" + image.digest();
  }

  /** Whether several manifests of one kind are about the image, some of which may say the same. */
  public boolean showsCopies() {
    List<String> types = image.referrers().shown().stream().map(ImageView.About::type).toList();
    return types.stream().distinct().count() < types.size();
  }

  public List<ConfigView.Pair> configFacts() {
    return image.config().map(ConfigView::facts).orElse(List.of());
  }
}
