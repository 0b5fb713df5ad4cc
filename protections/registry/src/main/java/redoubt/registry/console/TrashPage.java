package redoubt.registry.console;

import java.util.List;
import java.util.Optional;
import redoubt.web.console.Moment;
import redoubt.web.console.Notice;
import redoubt.web.console.Pager;

/**
 * What was deleted and can be restored.
 *
 * @param cut whether what lies in others' repositories is left out
 */
public record TrashPage(
    String instance,
    String instanceName,
    List<Row> rows,
    Pager pager,
    boolean cut,
    String csrf,
    Optional<Notice> notice) {
  /**
   * An image in the trash, or a tag of one that is there again.
   *
   * @param tags that it had
   */
  public record Row(
      String repository,
      String digest,
      List<String> tags,
      String size,
      Optional<Moment> deleted,
      Optional<Moment> ends,
      boolean restorable) {
    public String brief() {
      return RegistryApi.brief(digest);
    }
  }

  public String path() {
    return TrashPages.path(instance);
  }
}
