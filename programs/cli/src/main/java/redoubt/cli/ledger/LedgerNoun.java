package redoubt.cli.ledger;

import java.util.List;
import redoubt.cli.Noun;

/** {@code redoubt ledger}. */
public final class LedgerNoun implements Noun {
  @Override
  public String description() {
    return "The record of every use, change and refusal.";
  }

  @Override
  public List<String> examples() {
    return List.of("redoubt ledger show --limit 10");
  }

  @Override
  public List<String> names() {
    return List.of("head", "show", "prove", "consistency", "export");
  }

  @Override
  public Object named(String name) {
    return switch (name) {
      case "head" -> new LedgerHead();
      case "show" -> new LedgerShow();
      case "prove" -> new LedgerProve();
      case "consistency" -> new LedgerConsistency();
      case "export" -> new LedgerExport();
      default -> throw Noun.unknown(name);
    };
  }
}
