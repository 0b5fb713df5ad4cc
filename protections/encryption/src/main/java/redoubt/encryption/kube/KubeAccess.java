package redoubt.encryption.kube;

import java.net.URI;
import java.util.Objects;
import java.util.Optional;

/**
 * Where an API server is, whom to trust and what to show.
 *
 * @param server an https URL without query
 * @param ca PEM certificates
 * @param serverName the name in its certificate, when the URL says another
 * @param token shown as a bearer
 * @param client a certificate and its key
 */
public record KubeAccess(
    URI server,
    String ca,
    Optional<String> serverName,
    Optional<String> token,
    Optional<ClientCertificate> client) {
  /** PEM, the key in PKCS #8, PKCS #1 or SEC 1. */
  public record ClientCertificate(String certificate, String key) {
    @Override
    public String toString() {
      return "ClientCertificate[]";
    }
  }

  public KubeAccess {
    Objects.requireNonNull(server, "server");
    Objects.requireNonNull(ca, "ca");
    if (token.isEmpty() && client.isEmpty()) {
      throw new IllegalArgumentException("there is nothing to show");
    }
  }

  /** Never a credential. */
  @Override
  public String toString() {
    return "KubeAccess[" + server + "]";
  }
}
