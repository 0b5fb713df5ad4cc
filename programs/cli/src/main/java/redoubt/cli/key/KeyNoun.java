package redoubt.cli.key;

import java.util.List;
import redoubt.cli.Noun;

/** {@code redoubt key}. */
public final class KeyNoun implements Noun {
  @Override
  public String description() {
    return "Root keys, which wrap other keys, and standard keys, whose bytes are kept here.";
  }

  @Override
  public List<String> examples() {
    return List.of("redoubt key create orders", "redoubt key list");
  }

  @Override
  public List<String> names() {
    return List.of(
        "create",
        "import",
        "list",
        "show",
        "wrap",
        "unwrap",
        "rewrap",
        "rotate",
        "versions",
        "disable",
        "enable",
        "dependents",
        "delete",
        "restore",
        "purge",
        "certificate",
        "verify-certificate",
        "schedule-deletion",
        "cancel-deletion",
        "move",
        "alias",
        "policy",
        "registrations",
        "usage",
        "sync");
  }

  @Override
  public Object named(String name) {
    return switch (name) {
      case "create" -> new KeyCreate();
      case "import" -> new KeyImport();
      case "list" -> new KeyList();
      case "show" -> new KeyShow();
      case "wrap" -> new KeyWrap();
      case "unwrap" -> new KeyUnwrap();
      case "rewrap" -> new KeyRewrap();
      case "rotate" -> new KeyRotate();
      case "versions" -> new KeyVersions();
      case "disable" -> new KeyDisable();
      case "enable" -> new KeyEnable();
      case "dependents" -> new KeyDependents();
      case "delete" -> new KeyDelete();
      case "restore" -> new KeyRestore();
      case "purge" -> new KeyPurge();
      case "certificate" -> new KeyCertificate();
      case "verify-certificate" -> new KeyVerifyCertificate();
      case "schedule-deletion" -> new KeyScheduleDeletion();
      case "cancel-deletion" -> new KeyCancelDeletion();
      case "move" -> new KeyMove();
      case "alias" -> new KeyAliasNoun();
      case "policy" -> new KeyPolicyNoun();
      case "registrations" -> new KeyRegistrations();
      case "usage" -> new KeyUsage();
      case "sync" -> new KeySync();
      default -> throw Noun.unknown(name);
    };
  }
}
