package redoubt.cli;

import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import redoubt.cli.cluster.ClusterAdd;
import redoubt.cli.cluster.ClusterList;
import redoubt.cli.cluster.ClusterRemove;
import redoubt.cli.cluster.ClusterShow;
import redoubt.cli.cluster.ClusterUpdate;
import redoubt.cli.cluster.ClusterUse;
import redoubt.cli.encryption.EncryptionDisable;
import redoubt.cli.encryption.EncryptionEnable;
import redoubt.cli.encryption.EncryptionLedger;
import redoubt.cli.encryption.EncryptionMigrate;
import redoubt.cli.encryption.EncryptionRotate;
import redoubt.cli.encryption.EncryptionStatus;
import redoubt.cli.encryption.ReportList;
import redoubt.cli.encryption.ReportShow;
import redoubt.cli.encryption.ReportVerify;
import redoubt.cli.instance.InstanceCreate;
import redoubt.cli.instance.InstanceDelete;
import redoubt.cli.instance.InstanceGrant;
import redoubt.cli.instance.InstanceGrants;
import redoubt.cli.instance.InstanceList;
import redoubt.cli.instance.InstancePolicySet;
import redoubt.cli.instance.InstancePolicyShow;
import redoubt.cli.instance.InstanceRename;
import redoubt.cli.instance.InstanceRevoke;
import redoubt.cli.instance.InstanceShow;
import redoubt.cli.key.KeyAliasAdd;
import redoubt.cli.key.KeyAliasRemove;
import redoubt.cli.key.KeyCancelDeletion;
import redoubt.cli.key.KeyCertificate;
import redoubt.cli.key.KeyCreate;
import redoubt.cli.key.KeyDelete;
import redoubt.cli.key.KeyDependents;
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
import redoubt.cli.key.KeyVerifyCertificate;
import redoubt.cli.key.KeyVersions;
import redoubt.cli.key.KeyWrap;
import redoubt.cli.kms.KmsCheckCommand;
import redoubt.cli.ledger.LedgerConsistency;
import redoubt.cli.ledger.LedgerExport;
import redoubt.cli.ledger.LedgerHead;
import redoubt.cli.ledger.LedgerProve;
import redoubt.cli.ledger.LedgerShow;
import redoubt.cli.proof.Prove;
import redoubt.cli.recovery.RecoveryExport;
import redoubt.cli.recovery.RecoveryRestore;
import redoubt.cli.recovery.RecoveryVerify;
import redoubt.cli.ring.RingCreate;
import redoubt.cli.ring.RingDelete;
import redoubt.cli.ring.RingList;
import redoubt.cli.seal.SealMigrate;
import redoubt.cli.seal.SealRotate;
import redoubt.cli.seal.SealStatus;
import redoubt.cli.shell.Completion;
import redoubt.cli.shell.Login;
import redoubt.cli.shell.Logout;
import redoubt.cli.shell.Version;
import redoubt.cli.shell.WhoAmI;
import redoubt.cli.user.ApiKeyCreate;
import redoubt.cli.user.ApiKeyDelete;
import redoubt.cli.user.ApiKeyList;
import redoubt.cli.user.UserCreate;
import redoubt.cli.user.UserDelete;
import redoubt.cli.user.UserList;
import redoubt.cli.user.UserShow;
import redoubt.server.Up;

/** The names of all commands, and what they stand for. */
final class Commands {
  private Commands() {}

  /** The names below a path of names, in the order help shows them; none below a verb. */
  static List<String> under(String path) {
    return switch (path) {
      case "" ->
          List.of(
              "up",
              "key",
              "ring",
              "instance",
              "user",
              "apikey",
              "cluster",
              "seal",
              "recovery",
              "encryption",
              "kms",
              "ledger",
              "prove",
              "login",
              "logout",
              "whoami",
              "completion",
              "version");
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
      case "key alias" -> List.of("add", "remove");
      case "key policy" -> List.of("show", "set");
      case "ring" -> List.of("create", "list", "delete");
      case "instance" ->
          List.of(
              "create", "list", "show", "rename", "delete", "grants", "grant", "revoke", "policy");
      case "instance policy" -> List.of("show", "set");
      case "user" -> List.of("create", "list", "show", "delete");
      case "apikey" -> List.of("create", "list", "delete");
      case "cluster" -> List.of("add", "list", "show", "update", "use", "remove");
      case "encryption" ->
          List.of("enable", "status", "migrate", "rotate", "disable", "ledger", "report");
      case "encryption report" -> List.of("list", "show", "verify");
      case "seal" -> List.of("status", "rotate", "migrate");
      case "recovery" -> List.of("export", "verify", "restore");
      case "kms" -> List.of("check");
      case "ledger" -> List.of("head", "show", "prove", "consistency", "export");
      default -> List.of();
    };
  }

  /** A new command, not yet run. */
  static Object named(String path) {
    return switch (path) {
      case "key" ->
          noun(
              "Root keys, which wrap other keys, and standard keys, whose bytes are kept here.",
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
      case "key dependents" -> new KeyDependents();
      case "key certificate" -> new KeyCertificate();
      case "key verify-certificate" -> new KeyVerifyCertificate();
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
          noun(
              "When a key rotates, and how many people it takes to delete it.",
              "redoubt key policy show orders");
      case "key policy show" -> new KeyPolicyShow();
      case "key policy set" -> new KeyPolicySet();
      case "key registrations" -> new KeyRegistrations();
      case "key usage" -> new KeyUsage();
      case "key sync" -> new KeySync();
      case "ring" ->
          noun("Key rings: groups of keys in an instance.", "redoubt ring create production");
      case "ring create" -> new RingCreate();
      case "ring list" -> new RingList();
      case "ring delete" -> new RingDelete();
      case "instance" ->
          noun("Instances: tenants, each with its own keys.", "redoubt instance list");
      case "instance create" -> new InstanceCreate();
      case "instance list" -> new InstanceList();
      case "instance show" -> new InstanceShow();
      case "instance rename" -> new InstanceRename();
      case "instance delete" -> new InstanceDelete();
      case "instance grants" -> new InstanceGrants();
      case "instance grant" -> new InstanceGrant();
      case "instance revoke" -> new InstanceRevoke();
      case "instance policy" ->
          noun("Policies that hold for a whole instance.", "redoubt instance policy show");
      case "instance policy show" -> new InstancePolicyShow();
      case "instance policy set" -> new InstancePolicySet();
      case "user" -> noun("Users: people and services.", "redoubt user create alice");
      case "user create" -> new UserCreate();
      case "user list" -> new UserList();
      case "user show" -> new UserShow();
      case "user delete" -> new UserDelete();
      case "apikey" ->
          noun(
              "API keys, with which users sign in.",
              "redoubt apikey create laptop --out laptop.apikey");
      case "apikey create" -> new ApiKeyCreate();
      case "apikey list" -> new ApiKeyList();
      case "apikey delete" -> new ApiKeyDelete();
      case "cluster" ->
          noun(
              "Kubernetes clusters, whose stored objects a root key guards.",
              "redoubt cluster add prod --kubeconfig prod.kubeconfig");
      case "cluster add" -> new ClusterAdd();
      case "cluster list" -> new ClusterList();
      case "cluster show" -> new ClusterShow();
      case "cluster update" -> new ClusterUpdate();
      case "cluster use" -> new ClusterUse();
      case "cluster remove" -> new ClusterRemove();
      case "encryption" ->
          noun(
              "Encryption of what a cluster stores.",
              "redoubt encryption enable prod --key orders --out bundle");
      case "encryption enable" -> new EncryptionEnable();
      case "encryption status" -> new EncryptionStatus();
      case "encryption migrate" -> new EncryptionMigrate();
      case "encryption rotate" -> new EncryptionRotate();
      case "encryption disable" -> new EncryptionDisable();
      case "seal" -> noun("The master key, under which all secrets lie.", "redoubt seal status");
      case "seal status" -> new SealStatus();
      case "seal rotate" -> new SealRotate();
      case "seal migrate" -> new SealMigrate();
      case "recovery" ->
          noun(
              "Export and restore of everything.",
              "redoubt recovery export --shares 5 --threshold 3 --out redoubt.export");
      case "recovery export" -> new RecoveryExport();
      case "recovery verify" -> new RecoveryVerify();
      case "recovery restore" -> new RecoveryRestore();
      case "up" -> up();
      case "encryption ledger" -> new EncryptionLedger();
      case "encryption report" ->
          noun(
              "Signed reports of the encryption ledger.",
              "redoubt encryption report list prod",
              "redoubt encryption report verify report.json --key-file ledger.key");
      case "encryption report list" -> new ReportList();
      case "encryption report show" -> new ReportShow();
      case "encryption report verify" -> new ReportVerify();
      case "kms" ->
          noun(
              "KMS plugins of Kubernetes.", "redoubt kms check --socket /run/redoubt-kms/kms.sock");
      case "kms check" -> new KmsCheckCommand();
      case "ledger" ->
          noun("The record of every use, change and refusal.", "redoubt ledger show --limit 10");
      case "ledger head" -> new LedgerHead();
      case "ledger show" -> new LedgerShow();
      case "ledger prove" -> new LedgerProve();
      case "ledger consistency" -> new LedgerConsistency();
      case "ledger export" -> new LedgerExport();
      case "prove" -> new Prove();
      case "login" -> new Login();
      case "logout" -> new Logout();
      case "whoami" -> new WhoAmI();
      case "completion" -> new Completion();
      case "version" -> new Version();
      default -> throw new IllegalArgumentException("there is no command " + path);
    };
  }

  /** The server's own command; help is an option of every command here. */
  private static CommandSpec up() {
    return CommandSpec.forAnnotatedObject(new Up()).mixinStandardHelpOptions(false);
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
