package redoubt.cli.encryption;

import java.util.List;
import redoubt.cli.Noun;

/** {@code redoubt encryption}. */
public final class EncryptionNoun implements Noun {
  @Override
  public String description() {
    return "Encryption of what a cluster stores.";
  }

  @Override
  public List<String> examples() {
    return List.of("redoubt encryption enable prod --key orders --out bundle");
  }

  @Override
  public List<String> names() {
    return List.of("enable", "status", "migrate", "rotate", "disable", "ledger", "report");
  }

  @Override
  public Object named(String name) {
    return switch (name) {
      case "enable" -> new EncryptionEnable();
      case "status" -> new EncryptionStatus();
      case "migrate" -> new EncryptionMigrate();
      case "rotate" -> new EncryptionRotate();
      case "disable" -> new EncryptionDisable();
      case "ledger" -> new EncryptionLedger();
      case "report" -> new EncryptionReportNoun();
      default -> throw Noun.unknown(name);
    };
  }
}
