package redoubt.cli.ring;

import java.util.List;
import redoubt.cli.Noun;

/** {@code redoubt ring}. */
public final class RingNoun implements Noun {
  @Override
  public String description() {
    return "Key rings: groups of keys in an instance.";
  }

  @Override
  public List<String> examples() {
    return List.of("redoubt ring create production");
  }

  @Override
  public List<String> names() {
    return List.of("create", "list", "delete");
  }

  @Override
  public Object named(String name) {
    return switch (name) {
      case "create" -> new RingCreate();
      case "list" -> new RingList();
      case "delete" -> new RingDelete();
      default -> throw Noun.unknown(name);
    };
  }
}
