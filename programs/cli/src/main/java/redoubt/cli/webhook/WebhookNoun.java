package redoubt.cli.webhook;

import java.util.List;
import redoubt.cli.Noun;

/** {@code redoubt webhook}. */
public final class WebhookNoun implements Noun {
  @Override
  public String description() {
    return "Webhooks: URLs that are told what happens to the images of a namespace.";
  }

  @Override
  public List<String> examples() {
    return List.of("redoubt webhook add team https://ci.example.org/images --event push");
  }

  @Override
  public List<String> names() {
    return List.of("add", "list", "remove", "deliveries");
  }

  @Override
  public Object named(String name) {
    return switch (name) {
      case "add" -> new WebhookAdd();
      case "list" -> new WebhookList();
      case "remove" -> new WebhookRemove();
      case "deliveries" -> new WebhookDeliveries();
      default -> throw Noun.unknown(name);
    };
  }
}
