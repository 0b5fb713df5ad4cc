package redoubt.registry.console;

import java.util.Optional;
import redoubt.web.console.Notice;

/** Asks before an image goes to the trash. */
public record DeletePage(
    String instance,
    ImageView image,
    String path,
    boolean mayDelete,
    String csrf,
    Optional<Notice> notice) {
  public String imagePath() {
    return RegistryApi.image(instance, image.repository(), image.digest());
  }

  public String tagsPath() {
    return RegistryApi.tags(instance, image.repository());
  }
}
