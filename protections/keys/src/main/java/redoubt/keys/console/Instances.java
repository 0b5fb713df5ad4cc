package redoubt.keys.console;

import java.util.List;
import redoubt.web.Request;
import redoubt.web.console.Console;

/** The instances that the caller may switch between. */
final class Instances {
  private final Console console;

  Instances(Console console) {
    this.console = console;
  }

  List<Choice> choices(Request page, String current) {
    return console.api().get(page, "/v1/instances").items().stream()
        .map(instance -> {
          String id = instance.path("id").asText();
          return new Choice(id, instance.path("name").asText(id), id.equals(current));
        })
        .toList();
  }

  String name(Request page, String instance) {
    return choices(page, instance).stream()
        .filter(Choice::chosen)
        .map(Choice::label)
        .findFirst()
        .orElse(instance);
  }
}
