package redoubt.registry.console;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import redoubt.web.console.Choice;
import redoubt.web.console.Moment;
import redoubt.web.console.Notice;
import redoubt.web.console.Pill;

/**
 * Who is told over HTTP what happens in a namespace.
 *
 * @param chosen id of the webhook whose deliveries are shown; empty for none
 * @param deliveries the last of them
 * @param kinds of events to choose from
 * @param entered what was entered before, by the name of its field
 */
public record WebhooksPage(
    String instance,
    String instanceName,
    String namespace,
    List<Row> rows,
    String chosen,
    List<Delivery> deliveries,
    List<Choice> kinds,
    Map<String, String> entered,
    String csrf,
    Optional<Notice> notice) {
  /** A webhook. */
  public record Row(
      String id, String url, String kinds, boolean signed, Optional<Moment> created) {}

  /** What a webhook was told, or is to be told. */
  public record Delivery(
      String kind,
      Optional<Moment> at,
      Pill state,
      long tries,
      String said,
      Optional<Moment> nextTry) {}

  public String path() {
    return WebhookPages.path(instance, namespace);
  }

  public String namespacePath() {
    return RegistryApi.namespace(instance, namespace);
  }

  /** Where a webhook's deliveries are shown. */
  public String path(Row row) {
    return path() + "?webhook=" + row.id() + "#deliveries";
  }

  public String value(String field) {
    return entered.getOrDefault(field, "");
  }
}
