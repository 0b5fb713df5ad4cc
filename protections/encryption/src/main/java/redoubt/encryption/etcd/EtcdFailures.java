package redoubt.encryption.etcd;

import io.grpc.Status;
import io.grpc.StatusRuntimeException;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.ssl.NotSslRecordException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.security.cert.CertificateException;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;
import redoubt.core.Deadline;
import redoubt.core.Failure;
import redoubt.encryption.outward.AddressRefused;
import redoubt.encryption.outward.TookTooLong;

/** What can go wrong with a running etcd. */
final class EtcdFailures {
  private EtcdFailures() {}

  /** What an address that is not connected to, or a time that is over, comes to. */
  static void refuseOrLate(StatusRuntimeException e, Deadline deadline) {
    for (Throwable cause = e.getCause(); cause != null; cause = cause.getCause()) {
      if (cause instanceof redoubt.outward.AddressRefused) {
        throw new AddressRefused();
      }
    }
    if (deadline.isOver()) {
      throw new TookTooLong("etcd");
    }
  }

  /**
   * Why a member did not answer, in words of ours: messages of causes are what the other side said,
   * whoever that is.
   */
  static String reason(@Nullable StatusRuntimeException last) {
    if (last == null) {
      return "none was asked";
    }
    String why = "it answered " + last.getStatus().getCode().name();
    for (Throwable cause = last.getCause(); cause != null; cause = cause.getCause()) {
      switch (cause) {
        case NotSslRecordException _ -> {
          return "what answered does not speak TLS";
        }
        case CertificateException _ -> {
          return "its certificate is not one of the authority for that name";
        }
        case SSLException _ -> why = "the TLS handshake failed; look at the certificates";
        case UnknownHostException _ -> {
          return "the name is not known";
        }
        case NoRouteToHostException _ -> {
          return "there is no way to it";
        }
        case ConnectTimeoutException _ -> {
          return "no connection in time";
        }
        case ConnectException _ -> why = "the connection was refused";
        case IOException _ -> why = why.startsWith("it") ? "the connection broke off" : why;
        default -> {}
      }
    }
    return last.getStatus().getCode() == Status.Code.DEADLINE_EXCEEDED ? "no answer in time" : why;
  }

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
