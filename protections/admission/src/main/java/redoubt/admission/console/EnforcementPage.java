package redoubt.admission.console;

import java.util.List;
import java.util.Optional;
import redoubt.web.console.Api;
import redoubt.web.console.Moment;
import redoubt.web.console.Notice;
import redoubt.web.console.Pill;

/**
 * Which images the clusters of an instance run.
 *
 * @param clusters whose API servers ask
 * @param chosen the one that is looked at; empty when there is none
 * @param asked what its API server asked about lately, the last first
 * @param more whether there is more than is shown
 * @param wish what is tried
 * @param tried what would be said of it; empty when nothing is tried
 */
public record EnforcementPage(
    String instance,
    String instanceName,
    List<Row> clusters,
    String chosen,
    List<Asked> asked,
    boolean more,
    Wish wish,
    Optional<Tried> tried,
    Optional<Notice> notice) {
  /**
   * A cluster whose API server asks.
   *
   * @param alone what runs there while no server answers
   * @param problem why its policies could not be read, or it could not be written to
   */
  public record Row(String name, Optional<Moment> read, Pill alone, String problem) {}

  /**
   * @param where namespace, kind and name of what named the image
   */
  public record Asked(
      String image,
      Optional<String> digest,
      String namespace,
      String where,
      Pill pill,
      String policy,
      long count,
      Optional<Moment> last) {}

  /** An image in a namespace of the cluster. */
  public record Wish(String namespace, String image) {}

  /**
   * @param policy and entry that decide; empty where none does
   */
  public record Tried(
      Pill pill, String policy, String said, String remedy, Optional<String> digest) {}

  /** Path of the page. */
  public static String path(String instance) {
    return "/instances/" + Api.segment(instance) + "/enforcement";
  }

  public String path() {
    return path(instance);
  }

  public boolean isChosen(Row row) {
    return row.name().equals(chosen);
  }

  /** Of a cluster. */
  public String clusterPath(String cluster) {
    return path() + "?cluster=" + Api.segment(cluster);
  }

  /** What runs in the chosen one and would be refused. */
  public String runningPath() {
    return RunningPage.path(instance, chosen);
  }

  /** Where policies are rehearsed for the chosen one. */
  public String rehearsalPath() {
    return RehearsalPage.path(instance, chosen);
  }

  /** Where it is said why. */
  public String whyPath(Asked one) {
    return clusterPath(chosen)
        + "&namespace="
        + Api.segment(one.namespace())
        + "&image="
        + Api.segment(one.image());
  }

  /** A digest as far as people compare it. */
  public String brief(String digest) {
    return digest.substring(0, Math.min(digest.length(), 19));
  }
}
