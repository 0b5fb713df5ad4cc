package redoubt.cli.seal;

import java.util.List;
import redoubt.cli.Noun;

/** {@code redoubt seal}. */
public final class SealNoun implements Noun {
  @Override
  public String description() {
    return "The master key, under which all secrets lie.";
  }

  @Override
  public List<String> examples() {
    return List.of("redoubt seal status");
  }

  @Override
  public List<String> names() {
    return List.of("status", "rotate", "migrate");
  }

  @Override
  public Object named(String name) {
    return switch (name) {
      case "status" -> new SealStatus();
      case "rotate" -> new SealRotate();
      case "migrate" -> new SealMigrate();
      default -> throw Noun.unknown(name);
    };
  }
}
