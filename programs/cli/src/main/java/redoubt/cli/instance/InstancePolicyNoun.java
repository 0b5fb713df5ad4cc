package redoubt.cli.instance;

import java.util.List;
import redoubt.cli.Noun;

/** {@code redoubt instance policy}. */
public final class InstancePolicyNoun implements Noun {
  @Override
  public String description() {
    return "Policies that hold for a whole instance.";
  }

  @Override
  public List<String> examples() {
    return List.of("redoubt instance policy show");
  }

  @Override
  public List<String> names() {
    return List.of("show", "set");
  }

  @Override
  public Object named(String name) {
    return switch (name) {
      case "show" -> new InstancePolicyShow();
      case "set" -> new InstancePolicySet();
      default -> throw Noun.unknown(name);
    };
  }
}
