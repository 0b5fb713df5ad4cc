package redoubt.cli.trust;

import java.util.List;
import redoubt.cli.Noun;

/** {@code redoubt trust}. */
public final class TrustNoun implements Noun {
  @Override
  public String description() {
    return "Trust policies: what has to be signed in a namespace, and by whom.";
  }

  @Override
  public List<String> examples() {
    return List.of("redoubt trust show team");
  }

  @Override
  public List<String> names() {
    return List.of("show", "set", "reset");
  }

  @Override
  public Object named(String name) {
    return switch (name) {
      case "show" -> new TrustShow();
      case "set" -> new TrustSet();
      case "reset" -> new TrustReset();
      default -> throw Noun.unknown(name);
    };
  }
}
