package redoubt.cli;

import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import redoubt.cli.key.KeyAliasAdd;
import redoubt.cli.key.KeyAliasRemove;
import redoubt.cli.key.KeyCancelDeletion;
import redoubt.cli.key.KeyCreate;
import redoubt.cli.key.KeyDelete;
import redoubt.cli.key.KeyDisable;
import redoubt.cli.key.KeyEnable;
import redoubt.cli.key.KeyImport;
import redoubt.cli.key.KeyList;
import redoubt.cli.key.KeyMove;
import redoubt.cli.key.KeyPolicySet;
import redoubt.cli.key.KeyPolicyShow;
import redoubt.cli.key.KeyPurge;
import redoubt.cli.key.KeyRegistrations;
import redoubt.cli.key.KeyRestore;
import redoubt.cli.key.KeyRewrap;
import redoubt.cli.key.KeyRotate;
import redoubt.cli.key.KeyScheduleDeletion;
import redoubt.cli.key.KeyShow;
import redoubt.cli.key.KeySync;
import redoubt.cli.key.KeyUnwrap;
import redoubt.cli.key.KeyUsage;
import redoubt.cli.key.KeyVersions;
import redoubt.cli.key.KeyWrap;

/** The names of all commands, and what they stand for. */
final class Commands {
  private Commands() {}

  /** The names below a path of names, in the order help shows them; none below a verb. */
  static List<String> under(String path) {
    return switch (path) {
      case "" -> List.of("key");
      case "key" ->
          List.of(
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
              "delete",
              "restore",
              "purge",
              "schedule-deletion",
              "cancel-deletion",
              "move",
              "alias",
              "policy",
              "registrations",
              "usage",
              "sync");
      case "key alias" -> List.of("add", "remove");
      case "key policy" -> List.of("show", "set");
      default -> List.of();
    };
  }

  /** A new command, not yet run. */
  static Object named(String path) {
    return switch (path) {
      case "key" ->
          noun(
              "Root keys, which wrap other keys, and standard keys, which you keep here.",
              "redoubt key create orders",
              "redoubt key list");
      case "key create" -> new KeyCreate();
      case "key import" -> new KeyImport();
      case "key list" -> new KeyList();
      case "key show" -> new KeyShow();
      case "key wrap" -> new KeyWrap();
      case "key unwrap" -> new KeyUnwrap();
      case "key rewrap" -> new KeyRewrap();
      case "key rotate" -> new KeyRotate();
      case "key versions" -> new KeyVersions();
      case "key disable" -> new KeyDisable();
      case "key enable" -> new KeyEnable();
      case "key delete" -> new KeyDelete();
      case "key restore" -> new KeyRestore();
      case "key purge" -> new KeyPurge();
      case "key schedule-deletion" -> new KeyScheduleDeletion();
      case "key cancel-deletion" -> new KeyCancelDeletion();
      case "key move" -> new KeyMove();
      case "key alias" -> noun("Other names of a key.", "redoubt key alias add orders orders-2026");
      case "key alias add" -> new KeyAliasAdd();
      case "key alias remove" -> new KeyAliasRemove();
      case "key policy" ->
          noun("When a key rotates, and who deletes it.", "redoubt key policy show orders");
      case "key policy show" -> new KeyPolicyShow();
      case "key policy set" -> new KeyPolicySet();
      case "key registrations" -> new KeyRegistrations();
      case "key usage" -> new KeyUsage();
      case "key sync" -> new KeySync();
      default -> throw new IllegalArgumentException("there is no command " + path);
    };
  }

  private static CommandSpec noun(String description, String... examples) {
    CommandSpec noun = CommandSpec.create();
    noun.usageMessage().description(description);
    String[] footer = new String[examples.length + 1];
    footer[0] = examples.length == 1 ? "Example:" : "Examples:";
    for (int i = 0; i < examples.length; i++) {
      footer[i + 1] = "  " + examples[i];
    }
    noun.usageMessage().footer(footer);
    return noun;
  }
}
