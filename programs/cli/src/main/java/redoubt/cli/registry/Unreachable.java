package redoubt.cli.registry;

import java.net.ConnectException;
import java.net.UnknownHostException;
import javax.net.ssl.SSLException;
import redoubt.core.Failure;

/** Why another registry did not answer, in words for who named it. */
final class Unreachable {
  private Unreachable() {}

  /** The same failure with the host and the reason, where one is known. */
  static Failure explained(Failure failure, String host) {
    if (!failure.code().equals("oci.registry-unreachable")) {
      return failure;
    }
    for (Throwable cause = failure.getCause(); cause != null; cause = cause.getCause()) {
      String text = String.valueOf(cause.getMessage());
      if (cause instanceof UnknownHostException) {
        return of(failure, "No address is known for " + host + ".", "Check the name.");
      }
      if (cause instanceof ConnectException) {
        return of(
            failure,
            "Nothing answers at " + host + ".",
            "Look whether it runs, and whether the port is right.");
      }
      if (text.contains("PKIX")) {
        return of(
            failure,
            "The certificate of " + host + " is not from an authority that is trusted here.",
            "Name the authority with --source-ca FILE.");
      }
      if (text.contains("No name matching") || text.contains("subject alternative")) {
        return of(
            failure,
            "The certificate of " + host + " is for another name.",
            "Use the name that the certificate has.");
      }
      if (text.contains("not an SSL/TLS record")) {
        return of(
            failure,
            host + " does not speak TLS.",
            "Check the port; a registry without TLS needs --source-insecure.");
      }
      if (cause instanceof SSLException) {
        return of(failure, "TLS with " + host + " failed.", failure.remedy());
      }
    }
    return of(failure, host + " did not answer.", failure.remedy());
  }

  private static Failure of(Failure failure, String what, String remedy) {
    return new Failure(failure.kind(), failure.code(), what, remedy, failure);
  }
}
