package redoubt.cli.retention;

import java.util.List;
import redoubt.cli.Noun;

/** {@code redoubt retention}. */
public final class RetentionNoun implements Noun {
  @Override
  public String description() {
    return "Retention policies: which images of a namespace are kept.";
  }

  @Override
  public List<String> examples() {
    return List.of("redoubt retention set team --newest 10");
  }

  @Override
  public List<String> names() {
    return List.of("set", "show", "run", "remove");
  }

  @Override
  public Object named(String name) {
    return switch (name) {
      case "set" -> new RetentionSet();
      case "show" -> new RetentionShow();
      case "run" -> new RetentionRun();
      case "remove" -> new RetentionRemove();
      default -> throw Noun.unknown(name);
    };
  }
}
