package redoubt.cli.registry;

import java.util.List;
import redoubt.cli.Noun;

/** {@code redoubt registry}. */
public final class RegistryNoun implements Noun {
  @Override
  public String description() {
    return "Checks of the whole registry, for those who run it.";
  }

  @Override
  public List<String> examples() {
    return List.of("redoubt registry recount");
  }

  @Override
  public List<String> names() {
    return List.of("recount", "scrub");
  }

  @Override
  public Object named(String name) {
    return switch (name) {
      case "recount" -> new RegistryRecount();
      case "scrub" -> new RegistryScrub();
      default -> throw Noun.unknown(name);
    };
  }
}
