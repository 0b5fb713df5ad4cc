package redoubt.cli.recovery;

import java.util.List;
import redoubt.cli.Noun;

/** {@code redoubt recovery}. */
public final class RecoveryNoun implements Noun {
  @Override
  public String description() {
    return "Export and restore of everything.";
  }

  @Override
  public List<String> examples() {
    return List.of("redoubt recovery export --shares 5 --threshold 3 --out redoubt.export");
  }

  @Override
  public List<String> names() {
    return List.of("export", "verify", "restore");
  }

  @Override
  public Object named(String name) {
    return switch (name) {
      case "export" -> new RecoveryExport();
      case "verify" -> new RecoveryVerify();
      case "restore" -> new RecoveryRestore();
      default -> throw Noun.unknown(name);
    };
  }
}
