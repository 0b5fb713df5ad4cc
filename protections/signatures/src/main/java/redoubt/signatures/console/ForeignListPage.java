package redoubt.signatures.console;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import redoubt.web.console.Api;
import redoubt.web.console.Moment;
import redoubt.web.console.Notice;
import redoubt.web.console.Pager;
import redoubt.web.console.Who;

/**
 * Images of other registries that workloads of an instance's clusters name.
 *
 * @param unread clusters that could not be read, and why
 * @param clusters how many are known
 * @param covers which namespaces' signers count for what
 * @param namespaces of the instance, for who may choose one
 * @param all how many images there are, whatever is searched for
 * @param show which are listed: {@code all}, {@code untrusted} or {@code uncovered}
 * @param entered what was entered before, by the name of its field
 */
public record ForeignListPage(
    String instance,
    String instanceName,
    List<Unread> unread,
    int clusters,
    List<Covered> covers,
    List<String> namespaces,
    List<ForeignView> rows,
    int all,
    Pager pager,
    String search,
    String show,
    boolean mayManage,
    Map<String, String> entered,
    String csrf,
    Optional<Notice> notice) {
  /** A cluster that could not be read. */
  public record Unread(String name, String problem) {}

  /**
   * A namespace's signers and policy count for all below a prefix.
   *
   * @param lookaside where OpenPGP signatures lie, besides the registry; empty for nowhere
   */
  public record Covered(
      String prefix, String namespace, String lookaside, Optional<Moment> set, Who setBy) {}

  /** Path of the page. */
  public static String path(String instance) {
    return "/instances/" + Api.segment(instance) + "/foreign-images";
  }

  public String path() {
    return path(instance);
  }

  /** Path of the page of one image. */
  public static String imagePath(String instance, String image) {
    return "/instances/" + Api.segment(instance) + "/foreign-image?image=" + Api.segment(image);
  }

  public String imagePath(ForeignView row) {
    return imagePath(instance, row.image());
  }

  public String signersPath(String namespace) {
    return SignersPage.path(instance, namespace);
  }

  public String value(String field) {
    return entered.getOrDefault(field, "");
  }
}
