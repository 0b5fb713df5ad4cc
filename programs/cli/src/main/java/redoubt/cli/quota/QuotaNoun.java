package redoubt.cli.quota;

import java.util.List;
import redoubt.cli.Noun;

/** {@code redoubt quota}. */
public final class QuotaNoun implements Noun {
  @Override
  public String description() {
    return "Quotas: what an instance's images use and may use.";
  }

  @Override
  public List<String> examples() {
    return List.of("redoubt quota show");
  }

  @Override
  public List<String> names() {
    return List.of("show", "set");
  }

  @Override
  public Object named(String name) {
    return switch (name) {
      case "show" -> new QuotaShow();
      case "set" -> new QuotaSet();
      default -> throw Noun.unknown(name);
    };
  }
}
