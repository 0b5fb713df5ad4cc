package redoubt.encryption;

import redoubt.core.Failure;

/** What can go wrong with clusters, each with a stable code. */
public final class EncryptionFailures {
  private EncryptionFailures() {}

  public static Failure noSuchCluster() {
    return new Failure(
        Failure.Kind.NOT_FOUND,
        "encryption.no-such-cluster",
        "There is no such cluster in this instance.",
        "Choose one of: redoubt cluster list.");
  }

  public static Failure nameTaken() {
    return new Failure(
        Failure.Kind.CONFLICT,
        "encryption.name-taken",
        "The instance has a cluster of that name.",
        "Choose another name, or remove the other one: redoubt cluster remove NAME.");
  }

  public static Failure limit(int most) {
    return new Failure(
        Failure.Kind.CONFLICT,
        "encryption.limit",
        "The instance has " + most + " clusters, which is the most.",
        "Remove one, or make another instance.");
  }

  public static Failure badField(String field, String expected) {
    return new Failure(
        Failure.Kind.INVALID,
        "encryption.bad-field",
        "The field " + field + " is not " + expected + ".",
        "Correct it; docs/encryption.md says what goes there.");
  }

  public static Failure badKubeconfig(String what) {
    return new Failure(
        Failure.Kind.INVALID,
        "encryption.bad-kubeconfig",
        "The kubeconfig cannot be used: " + what + ".",
        "Give one whose current context has an https server, certificate-authority-data and a token"
            + " or client-certificate-data with client-key-data.");
  }

  /** Ends a lease: plugins take it as a no. */
  public static Failure notEnabled() {
    return new Failure(
        Failure.Kind.GONE,
        "encryption.not-enabled",
        "No root key guards this cluster.",
        "Choose one: redoubt encryption enable NAME --key KEY --out DIR.");
  }

  public static Failure inUse() {
    return new Failure(
        Failure.Kind.CONFLICT,
        "encryption.in-use",
        "The cluster's objects are encrypted under a root key that it takes from here.",
        "Decrypt them first: redoubt encryption disable NAME.");
  }

  public static Failure keyNotActive() {
    return new Failure(
        Failure.Kind.CONFLICT,
        "encryption.key-not-active",
        "The root key is not active, so nothing can be written under it.",
        "Enable it, or choose another.");
  }

  public static Failure instanceHasClusters(long clusters) {
    return new Failure(
        Failure.Kind.CONFLICT,
        "encryption.instance-has-clusters",
        "The instance has " + clusters + " clusters.",
        "Remove them first: redoubt cluster remove NAME.");
  }
}
