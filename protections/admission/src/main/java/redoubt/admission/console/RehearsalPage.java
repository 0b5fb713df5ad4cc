package redoubt.admission.console;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import redoubt.web.console.Api;
import redoubt.web.console.Notice;

/**
 * What other policies would refuse of what a cluster uses.
 *
 * @param cluster empty when none asks
 * @param entered what was filled in
 * @param found empty before anything was rehearsed
 */
public record RehearsalPage(
    String instance,
    String instanceName,
    String cluster,
    Map<String, String> entered,
    Optional<Found> found,
    String csrf,
    Optional<Notice> notice) {
  /**
   * What was found of it.
   *
   * @param replaced policies of the cluster that those of the form stand for, in words
   * @param stays how many images stay
   * @param exceptions empty unless what would be refused is to be excepted
   */
  public record Found(
      Looked looked,
      String replaced,
      List<FoundTable> tables,
      boolean refuses,
      long stays,
      Optional<Exceptions> exceptions) {}

  /**
   * Exceptions for what would be refused.
   *
   * @param policies YAML, together with those that were rehearsed
   * @param left what would be refused even so
   */
  public record Exceptions(String policies, long count, FoundTable left) {}

  /** Path of the page. */
  static String path(String instance, String cluster) {
    return EnforcementPage.path(instance) + "/rehearsal?cluster=" + Api.segment(cluster);
  }

  /** Where its form leads. */
  public String target() {
    return EnforcementPage.path(instance) + "/rehearsal";
  }

  public String back() {
    return EnforcementPage.path(instance)
        + (cluster.isEmpty() ? "" : "?cluster=" + Api.segment(cluster));
  }

  public String value(String field) {
    return entered.getOrDefault(field, "");
  }

  public boolean on(String field) {
    return entered.containsKey(field);
  }
}
