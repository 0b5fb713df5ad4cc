package redoubt.cli.key;

import java.util.List;
import redoubt.cli.Noun;

/** {@code redoubt key alias}. */
public final class KeyAliasNoun implements Noun {
  @Override
  public String description() {
    return "Other names of a key.";
  }

  @Override
  public List<String> examples() {
    return List.of("redoubt key alias add orders orders-2026");
  }

  @Override
  public List<String> names() {
    return List.of("add", "remove");
  }

  @Override
  public Object named(String name) {
    return switch (name) {
      case "add" -> new KeyAliasAdd();
      case "remove" -> new KeyAliasRemove();
      default -> throw Noun.unknown(name);
    };
  }
}
