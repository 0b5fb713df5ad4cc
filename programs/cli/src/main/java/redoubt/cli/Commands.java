package redoubt.cli;

import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import redoubt.cli.admission.AdmissionNoun;
import redoubt.cli.cluster.ClusterNoun;
import redoubt.cli.encryption.EncryptionNoun;
import redoubt.cli.foreign.ForeignNoun;
import redoubt.cli.image.ImageNoun;
import redoubt.cli.instance.InstanceNoun;
import redoubt.cli.key.KeyNoun;
import redoubt.cli.kms.KmsNoun;
import redoubt.cli.ledger.LedgerNoun;
import redoubt.cli.namespace.NamespaceNoun;
import redoubt.cli.policy.PolicyNoun;
import redoubt.cli.proof.Prove;
import redoubt.cli.quota.QuotaNoun;
import redoubt.cli.recovery.RecoveryNoun;
import redoubt.cli.registry.RegistryNoun;
import redoubt.cli.retention.RetentionNoun;
import redoubt.cli.ring.RingNoun;
import redoubt.cli.robot.RobotNoun;
import redoubt.cli.seal.SealNoun;
import redoubt.cli.shell.Completion;
import redoubt.cli.shell.Login;
import redoubt.cli.shell.Logout;
import redoubt.cli.shell.Version;
import redoubt.cli.shell.WhoAmI;
import redoubt.cli.signer.SignerNoun;
import redoubt.cli.signingkey.SigningKeyNoun;
import redoubt.cli.trash.TrashNoun;
import redoubt.cli.trust.TrustNoun;
import redoubt.cli.user.ApiKeyNoun;
import redoubt.cli.user.UserNoun;
import redoubt.cli.webhook.WebhookNoun;
import redoubt.server.Up;

/** What a line begins with: the nouns, each of which knows its verbs, and commands without one. */
final class Commands {
  private Commands() {}

  /** In the order help shows them. */
  static List<String> names() {
    return List.of(
        "up",
        "key",
        "ring",
        "signing-key",
        "instance",
        "user",
        "apikey",
        "cluster",
        "seal",
        "recovery",
        "encryption",
        "kms",
        "namespace",
        "robot",
        "image",
        "signer",
        "trust",
        "foreign-image",
        "policy",
        "admission",
        "trash",
        "retention",
        "quota",
        "registry",
        "webhook",
        "ledger",
        "prove",
        "login",
        "logout",
        "whoami",
        "completion",
        "version");
  }

  /** A new command, not yet run, or the noun of that name. */
  static Object named(String name) {
    return switch (name) {
      case "up" -> up();
      case "key" -> new KeyNoun();
      case "ring" -> new RingNoun();
      case "signing-key" -> new SigningKeyNoun();
      case "instance" -> new InstanceNoun();
      case "user" -> new UserNoun();
      case "apikey" -> new ApiKeyNoun();
      case "cluster" -> new ClusterNoun();
      case "seal" -> new SealNoun();
      case "recovery" -> new RecoveryNoun();
      case "encryption" -> new EncryptionNoun();
      case "kms" -> new KmsNoun();
      case "namespace" -> new NamespaceNoun();
      case "robot" -> new RobotNoun();
      case "image" -> new ImageNoun();
      case "signer" -> new SignerNoun();
      case "trust" -> new TrustNoun();
      case "foreign-image" -> new ForeignNoun();
      case "policy" -> new PolicyNoun();
      case "admission" -> new AdmissionNoun();
      case "trash" -> new TrashNoun();
      case "retention" -> new RetentionNoun();
      case "quota" -> new QuotaNoun();
      case "registry" -> new RegistryNoun();
      case "webhook" -> new WebhookNoun();
      case "ledger" -> new LedgerNoun();
      case "prove" -> new Prove();
      case "login" -> new Login();
      case "logout" -> new Logout();
      case "whoami" -> new WhoAmI();
      case "completion" -> new Completion();
      case "version" -> new Version();
      default -> throw Noun.unknown(name);
    };
  }

  /** The server's own command; help is an option of every command here. */
  private static CommandSpec up() {
    return CommandSpec.forAnnotatedObject(new Up()).mixinStandardHelpOptions(false);
  }
}
