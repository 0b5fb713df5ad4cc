package redoubt.cli.image;

import java.util.List;
import redoubt.cli.Noun;

/** {@code redoubt image}. */
public final class ImageNoun implements Noun {
  @Override
  public String description() {
    return "Images of the registry.";
  }

  @Override
  public List<String> examples() {
    return List.of("redoubt image verify team/app:v1");
  }

  @Override
  public List<String> names() {
    return List.of("verify");
  }

  @Override
  public Object named(String name) {
    return switch (name) {
      case "verify" -> new ImageVerify();
      default -> throw Noun.unknown(name);
    };
  }
}
