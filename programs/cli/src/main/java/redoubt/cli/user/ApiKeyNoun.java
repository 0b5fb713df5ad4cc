package redoubt.cli.user;

import java.util.List;
import redoubt.cli.Noun;

/** {@code redoubt apikey}. */
public final class ApiKeyNoun implements Noun {
  @Override
  public String description() {
    return "API keys, with which users sign in.";
  }

  @Override
  public List<String> examples() {
    return List.of("redoubt apikey create laptop --out laptop.apikey");
  }

  @Override
  public List<String> names() {
    return List.of("create", "list", "delete");
  }

  @Override
  public Object named(String name) {
    return switch (name) {
      case "create" -> new ApiKeyCreate();
      case "list" -> new ApiKeyList();
      case "delete" -> new ApiKeyDelete();
      default -> throw Noun.unknown(name);
    };
  }
}
