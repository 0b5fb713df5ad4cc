package redoubt.cli.trash;

import java.util.List;
import redoubt.cli.Noun;

/** {@code redoubt trash}. */
public final class TrashNoun implements Noun {
  @Override
  public String description() {
    return "Deleted images, which can be restored for 30 days.";
  }

  @Override
  public List<String> examples() {
    return List.of("redoubt trash list");
  }

  @Override
  public List<String> names() {
    return List.of("list");
  }

  @Override
  public Object named(String name) {
    return switch (name) {
      case "list" -> new TrashList();
      default -> throw Noun.unknown(name);
    };
  }
}
