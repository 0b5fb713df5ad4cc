package redoubt.registry.console;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import redoubt.web.console.Moment;
import redoubt.web.console.Notice;
import redoubt.web.console.Pager;

/**
 * The repositories of a namespace.
 *
 * @param links further pages about the namespace
 * @param host what clients call this server
 * @param entered settings as they were entered before, by the name of their field
 */
public record RepositoriesPage(
    String instance,
    String instanceName,
    NamespaceView namespace,
    List<ImageFacts.Link> links,
    String search,
    List<Row> rows,
    Pager pager,
    String host,
    boolean mayManage,
    boolean mayLimit,
    Map<String, String> entered,
    String csrf,
    Optional<Notice> notice) {
  /** A repository. */
  public record Row(String name, String path, String tags, Optional<Moment> pushed, String size) {}

  public String path() {
    return RegistryApi.namespace(instance, namespace.name());
  }

  /** What a field of the settings has in it. */
  public String value(String field) {
    return entered.getOrDefault(
        field,
        switch (field) {
          case "open" -> namespace.open() ? "true" : "";
          case "immutable" -> String.join(", ", namespace.immutableTags());
          case "limit" -> Sizes.entry(namespace.limit());
          default -> "";
        });
  }
}
