package redoubt.encryption.cluster;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import redoubt.encryption.EncryptionFailures;
import redoubt.encryption.etcd.EtcdAddress;

/**
 * Where a cluster's etcd is, whom to trust and what to show.
 *
 * @param endpoints https URLs; http only on this machine
 * @param ca PEM certificates; needed for https
 * @param certificate PEM, to be shown
 * @param key PEM, of that certificate
 */
public record EtcdAccess(
    List<String> endpoints,
    Optional<String> ca,
    Optional<String> certificate,
    Optional<String> key) {
  private static final int MOST_ENDPOINTS = 16;
  private static final int LONGEST_PEM = 20_000;
  private static final Set<String> HERE = Set.of("127.0.0.1", "[::1]", "localhost");

  /**
   * @throws redoubt.core.Failure {@code encryption.bad-field}
   */
  public EtcdAccess {
    endpoints = List.copyOf(endpoints);
    if (endpoints.isEmpty() || endpoints.size() > MOST_ENDPOINTS) {
      throw EncryptionFailures.badField("etcd.endpoints", "a list of 1 to 16 URLs");
    }
    boolean secure = endpoints.stream().map(EtcdAccess::checked).anyMatch("https"::equals);
    if (secure && ca.isEmpty()) {
      throw EncryptionFailures.badField("etcd.ca", "the authority that https endpoints need");
    }
    if (certificate.isPresent() != key.isPresent()) {
      throw EncryptionFailures.badField("etcd.key", "there, or etcd.cert is too much");
    }
    checkPem("etcd.ca", ca);
    checkPem("etcd.cert", certificate);
    checkPem("etcd.key", key);
  }

  private static String checked(String endpoint) {
    try {
      URI uri = new URI(endpoint);
      boolean bare =
          uri.getHost() != null
              && (uri.getPort() == -1 || (uri.getPort() > 0 && uri.getPort() <= 65_535))
              && uri.getUserInfo() == null
              && uri.getQuery() == null
              && uri.getFragment() == null
              && uri.getPath().replace("/", "").isEmpty();
      if (bare && "https".equals(uri.getScheme())) {
        return "https";
      }
      if (bare && "http".equals(uri.getScheme()) && HERE.contains(uri.getHost())) {
        return "http";
      }
    } catch (URISyntaxException e) {
      throw EncryptionFailures.badField("etcd.endpoints", "a list of https URLs");
    }
    throw EncryptionFailures.badField("etcd.endpoints", "a list of https URLs without a path");
  }

  private static void checkPem(String field, Optional<String> pem) {
    if (pem.isPresent()
        && (pem.get().length() > LONGEST_PEM || !pem.get().contains("-----BEGIN "))) {
      throw EncryptionFailures.badField(field, "PEM of at most " + LONGEST_PEM + " characters");
    }
  }

  /** The same for who reads it. */
  public EtcdAddress address() {
    return new EtcdAddress(
        endpoints.stream().map(EtcdAccess::withPort).toList(),
        ca,
        certificate.map(shown -> new EtcdAddress.Login(shown, key.orElseThrow())));
  }

  /** Without a port it is the one of https or http, as for every URL. */
  private static URI withPort(String endpoint) {
    URI uri = URI.create(endpoint);
    int port = uri.getPort() > 0 ? uri.getPort() : "https".equals(uri.getScheme()) ? 443 : 80;
    return URI.create(uri.getScheme() + "://" + uri.getHost() + ":" + port);
  }

  /** Never a credential. */
  @Override
  public String toString() {
    return "EtcdAccess" + endpoints;
  }
}
