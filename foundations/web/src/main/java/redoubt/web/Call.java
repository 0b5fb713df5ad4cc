package redoubt.web;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What came over the wire, before anything is known of it.
 *
 * @param path and query as sent, not decoded
 * @param headers names in lower case
 * @param remoteAddress address of the peer, without a port
 * @param secure came over TLS, or from this machine's unix socket
 * @param publicOrigin what the server is called by clients that do not call it by a loopback name
 */
public record Call(
    String method,
    String path,
    String query,
    Map<String, List<String>> headers,
    Body body,
    String remoteAddress,
    boolean secure,
    Optional<String> publicOrigin) {
  public Call(
      String method,
      String path,
      String query,
      Map<String, List<String>> headers,
      Body body,
      String remoteAddress,
      boolean secure) {
    this(method, path, query, headers, body, remoteAddress, secure, Optional.empty());
  }
}
