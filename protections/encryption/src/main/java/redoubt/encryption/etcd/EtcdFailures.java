package redoubt.encryption.etcd;

import org.jspecify.annotations.Nullable;
import redoubt.core.Failure;

/** What can go wrong with a running etcd. */
final class EtcdFailures {
  private EtcdFailures() {}

  static Failure unreachable(String why, @Nullable Throwable cause) {
    return new Failure(
        Failure.Kind.UNAVAILABLE,
        "encryption.etcd-unreachable",
        "No member of etcd answered: " + why + ".",
        "Check endpoints, network and certificates; compare with etcdctl endpoint health.",
        cause);
  }

  static Failure denied(String why) {
    return new Failure(
        Failure.Kind.UNAUTHENTICATED,
        "encryption.etcd-denied",
        "etcd refused to answer: " + why + ".",
        "Use a client certificate whose user may read all keys.");
  }

  static Failure otherCluster() {
    return new Failure(
        Failure.Kind.UNAVAILABLE,
        "encryption.etcd-other-cluster",
        "The endpoints belong to different clusters of etcd.",
        "Name members of one cluster only.");
  }

  static Failure compacting(int times) {
    return new Failure(
        Failure.Kind.UNAVAILABLE,
        "encryption.etcd-compacting",
        "etcd compacted the revision away while it was read, " + times + " times.",
        "Read a snapshot instead: etcdctl snapshot save, then --snapshot.");
  }

  static Failure tooLarge() {
    return new Failure(
        Failure.Kind.UNAVAILABLE,
        "encryption.etcd-too-large",
        "One object in etcd is larger than is read here.",
        "Read a snapshot instead: etcdctl snapshot save, then --snapshot.");
  }

  static Failure damaged(String rule, Throwable cause) {
    return new Failure(
        Failure.Kind.UNAVAILABLE,
        "encryption.etcd-bad-answer",
        "The endpoint's answer is not one of etcd: " + rule + ".",
        "Check that the endpoint is etcd's client port.",
        cause);
  }

  static Failure badCertificate(Throwable cause) {
    return new Failure(
        Failure.Kind.INVALID,
        "encryption.etcd-bad-certificate",
        "The certificate, key or authority for etcd cannot be read.",
        "Name PEM files that you may read: the authority, the certificate, its key.",
        cause);
  }
}
