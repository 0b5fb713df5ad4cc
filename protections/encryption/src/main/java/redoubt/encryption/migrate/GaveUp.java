package redoubt.encryption.migrate;

import redoubt.core.Failure;
import redoubt.encryption.kube.KubeRefused;
import redoubt.encryption.kube.StorageMigrations;

/** The cluster does not do what it was asked for; to try again would be in vain. */
final class GaveUp extends Failure {
  private static final long serialVersionUID = 1;

  private GaveUp(Kind kind, String code, String what) {
    super(
        kind,
        code,
        what,
        "Look at kube-controller-manager; or have the server rewrite: redoubt encryption migrate"
            + " NAME --by rewriting.");
  }

  private GaveUp(String code, String what) {
    this(Kind.CONFLICT, code, what);
  }

  static GaveUp notTaken(String resource) {
    return new GaveUp(
        "encryption.migration-not-taken",
        "No controller of the cluster took the StorageVersionMigration of "
            + resource
            + ", or it is busy with another one of them.");
  }

  static GaveUp endless(String resource) {
    return new GaveUp(
        "encryption.migration-endless",
        "The cluster's StorageVersionMigration of "
            + resource
            + " has not ended for longer than its objects take.");
  }

  static GaveUp failed(String resource, String name) {
    return new GaveUp(
        "encryption.migration-given-up",
        "The cluster's StorageVersionMigration of "
            + resource
            + " has failed; why, it says itself: kubectl get "
            + StorageMigrations.RESOURCE
            + " "
            + name
            + " -o yaml.");
  }

  static GaveUp deleted(String resource) {
    return new GaveUp(
        "encryption.migration-deleted",
        "Somebody deleted the cluster's StorageVersionMigration of "
            + resource
            + " before it had ended.");
  }

  static GaveUp refused(KubeRefused answer) {
    return new GaveUp(answer.kind(), answer.code(), answer.what());
  }

  /** What happened, and what to do. */
  String told() {
    return what() + " " + remedy();
  }
}
