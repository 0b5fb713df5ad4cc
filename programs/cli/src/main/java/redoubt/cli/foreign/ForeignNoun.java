package redoubt.cli.foreign;

import java.util.List;
import redoubt.cli.Noun;

/** {@code redoubt foreign-image}. */
public final class ForeignNoun implements Noun {
  @Override
  public String description() {
    return "Images of other registries that workloads run, and who may sign them.";
  }

  @Override
  public List<String> examples() {
    return List.of(
        "redoubt foreign-image list",
        "redoubt foreign-image cover ghcr.io/acme --namespace team",
        "redoubt image verify ghcr.io/acme/app:v1");
  }

  @Override
  public List<String> names() {
    return List.of("list", "cover", "uncover", "covers");
  }

  @Override
  public Object named(String name) {
    return switch (name) {
      case "list" -> new ForeignList();
      case "cover" -> new ForeignCover();
      case "uncover" -> new ForeignUncover();
      case "covers" -> new ForeignCovers();
      default -> throw Noun.unknown(name);
    };
  }
}
