package redoubt.encryption.console;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import redoubt.encryption.Cluster;
import redoubt.encryption.RootKeys;

/** What is done to a cluster after a page that says what it means. */
public enum ClusterStep {
  ROTATE(
      "rotate",
      "Rotate",
      "Rotate the root key of",
      false,
      "The root key gets a new version, and the cluster a new key_id."),
  DISABLE(
      "disable",
      "Disable encryption",
      "Disable encryption of",
      true,
      "From then on the cluster is meant to write its secrets in the clear."),
  RELEASE(
      "release",
      "Release the root key",
      "Release the root key of",
      true,
      "No root key guards the cluster any more.");

  private final String path;
  private final String label;
  private final String question;
  private final boolean danger;
  private final String meaning;

  ClusterStep(String path, String label, String question, boolean danger, String meaning) {
    this.path = path;
    this.label = label;
    this.question = question;
    this.danger = danger;
    this.meaning = meaning;
  }

  public String path() {
    return path;
  }

  public String label() {
    return label;
  }

  /** The heading, before the cluster's name. */
  public String question() {
    return question;
  }

  public boolean danger() {
    return danger;
  }

  public String meaning() {
    return meaning;
  }

  /** What follows from it, each in a sentence or two. */
  public List<String> consequences() {
    return switch (this) {
      case ROTATE ->
          List.of(
              "Plugins are told at once; API servers write under the new key within about a"
                  + " minute.",
              "What was written before still opens. Migrate afterwards, so that nothing is left"
                  + " under the earlier version.",
              "Another cluster under the same root key gets a new key_id too.");
      case DISABLE ->
          List.of(
              "Whoever reads etcd, a disk under it or a backup of it will read them: that is what"
                  + " was encrypted for.",
              "Nothing changes on the nodes by itself: the command below has to be typed on each,"
                  + " so that API servers write in the clear and still open what is encrypted.",
              "Then migrate: every object is written back. Only then can the root key be released.",
              "Backups that were made meanwhile stay encrypted and need the root key. Do not delete"
                  + " it as long as you need them.");
      case RELEASE ->
          List.of(
              "The leases of its plugins end and their API key is revoked: what is still encrypted"
                  + " can no longer be opened by its API servers.",
              "It is refused as long as it was not seen that no stored object needs the key.",
              "Take the provider out of the API servers' configuration afterwards.");
    };
  }

  /** Must be confirmed by typing the cluster's name. */
  public boolean typed() {
    return danger;
  }

  /** Under which the ledger knows it. */
  String action() {
    return "encryption.cluster." + path;
  }

  /** What is said once it is done. */
  String done() {
    return switch (this) {
      case ROTATE -> "The root key was rotated; migrate what is stored when API servers follow.";
      case DISABLE -> "Encryption is being disabled; now type the command on each node.";
      case RELEASE -> "The root key is released; nothing guards the cluster any more.";
    };
  }

  /** Whether the cluster is in a state for it; the API decides again. */
  boolean fits(ClusterSummary cluster) {
    return switch (this) {
      case ROTATE ->
          cluster.phase() == Cluster.Phase.ENABLED
              && cluster.key().filter(key -> key.state() == RootKeys.State.ACTIVE).isPresent();
      case DISABLE -> cluster.phase() == Cluster.Phase.ENABLED;
      case RELEASE -> cluster.phase() == Cluster.Phase.DISABLING;
    };
  }

  static List<ClusterStep> open(ClusterSummary cluster) {
    List<ClusterStep> open = new ArrayList<>();
    for (ClusterStep step : values()) {
      if (step.fits(cluster)) {
        open.add(step);
      }
    }
    return open;
  }

  static Optional<ClusterStep> of(String path) {
    return Arrays.stream(values()).filter(step -> step.path.equals(path)).findFirst();
  }
}
