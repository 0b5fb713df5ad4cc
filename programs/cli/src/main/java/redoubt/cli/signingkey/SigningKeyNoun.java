package redoubt.cli.signingkey;

import java.util.List;
import redoubt.cli.Noun;

/** {@code redoubt signing-key}. */
public final class SigningKeyNoun implements Noun {
  @Override
  public String description() {
    return "Signing keys: they sign images, and never leave the server.";
  }

  @Override
  public List<String> examples() {
    return List.of("redoubt signing-key create release");
  }

  @Override
  public List<String> names() {
    return List.of("create", "list", "show", "certificate", "disable", "enable", "destroy");
  }

  @Override
  public Object named(String name) {
    return switch (name) {
      case "create" -> new SigningKeyCreate();
      case "list" -> new SigningKeyList();
      case "show" -> new SigningKeyShow();
      case "certificate" -> new SigningKeyCertificate();
      case "disable" -> new SigningKeyDisable();
      case "enable" -> new SigningKeyEnable();
      case "destroy" -> new SigningKeyDestroy();
      default -> throw Noun.unknown(name);
    };
  }
}
