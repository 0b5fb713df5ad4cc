package redoubt.registry.console;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import redoubt.web.console.Moment;
import redoubt.web.console.Notice;

/**
 * Which images of a namespace go to the trash by themselves.
 *
 * @param set whether a policy is set
 * @param fields of the policy that is set, or of the one that was entered
 * @param outcome what the policy would do now, if that was asked for
 */
public record RetentionPage(
    String instance,
    String instanceName,
    String namespace,
    boolean set,
    Map<String, String> fields,
    Optional<Outcome> outcome,
    boolean mayChange,
    String csrf,
    Optional<Notice> notice) {
  /**
   * What a policy would do.
   *
   * @param kept how many are kept for each reason, which is in words
   * @param gone some of the images that would go
   * @param count how many would go
   */
  public record Outcome(
      List<Row> gone, long count, List<ConfigView.Pair> kept, boolean knowsRunning) {
    public String keptInWords() {
      return kept.stream()
          .map(reason -> reason.value() + " " + reason.name())
          .collect(Collectors.joining(", "));
    }
  }

  /** An image that would go. */
  public record Row(
      String repository,
      String path,
      String digest,
      String tags,
      String size,
      Optional<Moment> created) {
    public String brief() {
      return RegistryApi.brief(digest);
    }
  }

  public String path() {
    return RetentionPages.path(instance, namespace);
  }

  public String namespacePath() {
    return RegistryApi.namespace(instance, namespace);
  }

  public String value(String field) {
    return fields.getOrDefault(field, "");
  }

  public boolean on(String field) {
    return value(field).equals("true");
  }
}
