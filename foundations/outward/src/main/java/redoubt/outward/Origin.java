package redoubt.outward;

import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * A server as URLs name it (RFC 6454).
 *
 * @param host in lower case, an IPv6 address in brackets
 */
public record Origin(boolean secure, String host, int port) {
  /** Of an {@code http} or {@code https} URL without a user; empty for any other. */
  public static Optional<Origin> of(URI uri) {
    String scheme = uri.getScheme() == null ? "" : uri.getScheme().toLowerCase(Locale.ROOT);
    boolean known = scheme.equals("http") || scheme.equals("https");
    if (!known || uri.getHost() == null || uri.getRawUserInfo() != null) {
      return Optional.empty();
    }
    boolean secure = scheme.equals("https");
    int port = uri.getPort() < 0 ? (secure ? 443 : 80) : uri.getPort();
    return port == 0 || port > 65_535
        ? Optional.empty()
        : Optional.of(new Origin(secure, uri.getHost().toLowerCase(Locale.ROOT), port));
  }

  /** Whether what is said there is heard by nobody else: over TLS, or on this machine. */
  public boolean isPrivate() {
    return secure || host.equals("localhost") || host.startsWith("127.") || host.equals("[::1]");
  }

  /** How it is spoken to; {@code insecure} has hosts, with or without a port. */
  HttpPeer.Way way(Set<String> insecure) {
    if (secure) {
      return HttpPeer.Way.TLS;
    }
    return insecure.contains(host) || insecure.contains(host + ":" + port)
        ? HttpPeer.Way.PLAIN
        : HttpPeer.Way.PLAIN_HERE;
  }

  @Override
  public String toString() {
    boolean usual = port == (secure ? 443 : 80);
    return (secure ? "https://" : "http://") + host + (usual ? "" : ":" + port);
  }
}
