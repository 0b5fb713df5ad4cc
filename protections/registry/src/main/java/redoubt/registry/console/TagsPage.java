package redoubt.registry.console;

import java.util.List;
import java.util.Optional;
import redoubt.web.console.Moment;
import redoubt.web.console.Notice;
import redoubt.web.console.Pager;
import redoubt.web.console.Pill;
import redoubt.web.console.Who;

/**
 * The tags of a repository.
 *
 * @param all whether tags of signatures and the like are shown too
 * @param host what clients call this server
 */
public record TagsPage(
    String instance,
    String instanceName,
    String repository,
    String search,
    boolean all,
    List<Row> rows,
    Pager pager,
    String host,
    Optional<Notice> notice) {
  /**
   * A tag.
   *
   * @param trust in a word; empty where nothing is known
   * @param kind what it is besides an image; empty for images
   */
  public record Row(
      String name,
      String path,
      String digest,
      String kind,
      List<String> platforms,
      String size,
      Optional<Moment> moved,
      Who movedBy,
      Optional<Pill> trust) {
    public String brief() {
      return RegistryApi.brief(digest);
    }

    /** {@code linux/amd64, linux/arm64 and 3 more}. */
    public String platformText() {
      return platforms.size() <= 3
          ? String.join(", ", platforms)
          : String.join(", ", platforms.subList(0, 2)) + " and " + (platforms.size() - 2) + " more";
    }
  }

  public String path() {
    return RegistryApi.tags(instance, repository);
  }

  public String namespace() {
    return repository.substring(0, repository.indexOf('/'));
  }
}
