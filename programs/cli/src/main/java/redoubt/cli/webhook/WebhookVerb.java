package redoubt.cli.webhook;

import java.util.List;
import redoubt.cli.Verb;
import redoubt.cli.text.Column;

/** What the commands of webhooks share. */
abstract class WebhookVerb extends Verb {
  static final List<Column> LISTED =
      List.of(
          Column.of("id", "id"),
          Column.of("url", "url"),
          Column.of("events", "events"),
          Column.of("signed", "signed"),
          Column.of("added", "createdAt"));

  static final List<Column> DELIVERIES =
      List.of(
          Column.of("event", "event"),
          Column.of("kind", "kind"),
          Column.of("at", "at"),
          Column.of("state", "state"),
          Column.of("tries", "tries"),
          Column.of("said", "said"),
          Column.of("next try", "nextTry"));

  final String webhooks(String namespace) {
    return "/v1/instances/" + instance() + "/namespaces/" + encoded(namespace) + "/webhooks";
  }
}
