package redoubt.registry.console;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import redoubt.web.console.Choice;
import redoubt.web.console.Notice;

/**
 * The namespaces of an instance.
 *
 * @param quota for who reads the whole instance
 * @param links further pages about images of the instance
 * @param host what clients call this server
 * @param cut whether namespaces are left out because the reader holds no role in them
 * @param entered what was entered before
 */
public record NamespacesPage(
    String instance,
    List<Choice> instances,
    List<NamespaceView> rows,
    Optional<QuotaView> quota,
    List<ImageFacts.Link> links,
    String host,
    boolean mayManage,
    boolean maySeeRobots,
    boolean cut,
    Map<String, String> entered,
    String csrf,
    Optional<Notice> notice) {
  public String path() {
    return RegistryApi.namespaces(instance);
  }

  public String path(NamespaceView row) {
    return RegistryApi.namespace(instance, row.name());
  }
}
