package redoubt.cli.encryption;

import java.util.List;
import redoubt.cli.Noun;

/** {@code redoubt encryption report}. */
public final class EncryptionReportNoun implements Noun {
  @Override
  public String description() {
    return "Signed reports of the encryption ledger.";
  }

  @Override
  public List<String> examples() {
    return List.of(
        "redoubt encryption report list prod",
        "redoubt encryption report verify report.json --key-file ledger.key");
  }

  @Override
  public List<String> names() {
    return List.of("list", "show", "verify");
  }

  @Override
  public Object named(String name) {
    return switch (name) {
      case "list" -> new ReportList();
      case "show" -> new ReportShow();
      case "verify" -> new ReportVerify();
      default -> throw Noun.unknown(name);
    };
  }
}
