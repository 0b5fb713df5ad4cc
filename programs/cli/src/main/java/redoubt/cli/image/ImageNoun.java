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
    return List.of("redoubt image list", "redoubt image verify team/app:v1");
  }

  @Override
  public List<String> names() {
    return List.of(
        "list",
        "digests",
        "show",
        "verify",
        "sign",
        "tag",
        "untag",
        "delete",
        "restore",
        "prune-untagged");
  }

  @Override
  public Object named(String name) {
    return switch (name) {
      case "verify" -> new ImageVerify();
      case "sign" -> new ImageSign();
      case "list" -> new ImageList();
      case "digests" -> new ImageDigests();
      case "show" -> new ImageShow();
      case "tag" -> new ImageTag();
      case "untag" -> new ImageUntag();
      case "delete" -> new ImageDelete();
      case "restore" -> new ImageRestore();
      case "prune-untagged" -> new ImagePrune();
      default -> throw Noun.unknown(name);
    };
  }
}
