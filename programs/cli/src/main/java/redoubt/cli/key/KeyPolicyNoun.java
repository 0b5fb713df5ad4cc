package redoubt.cli.key;

import java.util.List;
import redoubt.cli.Noun;

/** {@code redoubt key policy}. */
public final class KeyPolicyNoun implements Noun {
  @Override
  public String description() {
    return "When a key rotates, and how many people it takes to delete it.";
  }

  @Override
  public List<String> examples() {
    return List.of("redoubt key policy show orders");
  }

  @Override
  public List<String> names() {
    return List.of("show", "set");
  }

  @Override
  public Object named(String name) {
    return switch (name) {
      case "show" -> new KeyPolicyShow();
      case "set" -> new KeyPolicySet();
      default -> throw Noun.unknown(name);
    };
  }
}
