package redoubt.cli.user;

import java.util.List;
import redoubt.cli.Noun;

/** {@code redoubt user}. */
public final class UserNoun implements Noun {
  @Override
  public String description() {
    return "Users: people and services.";
  }

  @Override
  public List<String> examples() {
    return List.of("redoubt user create alice");
  }

  @Override
  public List<String> names() {
    return List.of("create", "list", "show", "delete");
  }

  @Override
  public Object named(String name) {
    return switch (name) {
      case "create" -> new UserCreate();
      case "list" -> new UserList();
      case "show" -> new UserShow();
      case "delete" -> new UserDelete();
      default -> throw Noun.unknown(name);
    };
  }
}
