package redoubt.encryption.etcd;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import redoubt.core.Failure;

/**
 * Where an etcd is, and how to log in to it.
 *
 * @param endpoints {@code https://HOST:PORT} of the members, all of one cluster; {@code http} only
 *     where etcd itself has no TLS
 * @param authority PEM of the authority to trust; the system's ones without it
 * @param login the client certificate
 */
public record EtcdAddress(List<URI> endpoints, Optional<String> authority, Optional<Login> login) {
  private static final int MOST = 16;

  /** PEM of a client certificate and its key. */
  public record Login(String certificate, String key) {
    /** Never the key. */
    @Override
    public String toString() {
      return "Login";
    }
  }

  public EtcdAddress {
    endpoints = List.copyOf(endpoints);
    if (endpoints.isEmpty()
        || endpoints.size() > MOST
        || !endpoints.stream().allMatch(EtcdAddress::isEndpoint)) {
      throw new Failure(
          Failure.Kind.INVALID,
          "encryption.bad-endpoint",
          "The endpoints of etcd are none, too many, or one is no https://HOST:PORT.",
          "Write them as for etcdctl --endpoints, with scheme and port.");
    }
  }

  /**
   * The text of a PEM file.
   *
   * @throws Failure {@code encryption.etcd-bad-certificate}
   */
  public static String pem(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw EtcdFailures.badCertificate(e);
    }
  }

  private static boolean isEndpoint(URI uri) {
    return ("https".equals(uri.getScheme()) || "http".equals(uri.getScheme()))
        && uri.getHost() != null
        && uri.getPort() > 0
        && uri.getPort() <= 65_535
        && uri.getUserInfo() == null
        && uri.getQuery() == null
        && (uri.getPath().isEmpty() || uri.getPath().equals("/"));
  }

  /** For people. */
  String text() {
    return String.join(",", endpoints.stream().map(URI::toString).toList());
  }
}
