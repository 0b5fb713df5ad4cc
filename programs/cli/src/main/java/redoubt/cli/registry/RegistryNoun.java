package redoubt.cli.registry;

import java.util.List;
import redoubt.cli.Noun;

/** {@code redoubt registry}. */
public final class RegistryNoun implements Noun {
  @Override
  public String description() {
    return "The registry: images that come from elsewhere, and checks of the whole.";
  }

  @Override
  public List<String> examples() {
    return List.of(
        "redoubt registry import docker://docker.io/alpine:3.22 team/alpine:3.22",
        "redoubt registry recount");
  }

  @Override
  public List<String> names() {
    return List.of("import", "recount", "scrub");
  }

  @Override
  public Object named(String name) {
    return switch (name) {
      case "import" -> new RegistryImport();
      case "recount" -> new RegistryRecount();
      case "scrub" -> new RegistryScrub();
      default -> throw Noun.unknown(name);
    };
  }
}
