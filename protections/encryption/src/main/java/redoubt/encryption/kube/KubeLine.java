package redoubt.encryption.kube;

import com.fasterxml.jackson.core.JacksonException;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import redoubt.core.Deadline;
import redoubt.core.Failure;
import redoubt.core.Outward;
import redoubt.encryption.outward.AddressRefused;
import redoubt.encryption.outward.TookTooLong;
import redoubt.outward.HttpPeer;

/**
 * Calls to one API server, all of which have to be over in one time; each has one of its own
 * besides. Nothing that an API server says is part of an error but the number of its answer.
 */
final class KubeLine implements AutoCloseable {
  static final String JSON = "application/json";

  /** For connecting, asking and the last byte of the answer. */
  private static final Duration CALL = Duration.ofSeconds(30);

  private final KubeAccess access;
  private final Deadline deadline;
  private final HttpPeer peer;
  private final String base;

  KubeLine(KubeAccess access, Outward outward, Deadline deadline) {
    URI server = access.server();
    this.access = access;
    this.deadline = deadline;
    String path = server.getRawPath();
    this.base = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    String host = server.getHost();
    this.peer =
        new HttpPeer(
            outward,
            new HttpPeer.Target(
                host,
                server.getPort() < 0 ? 443 : server.getPort(),
                access.serverName().orElse(host)),
            Tls.context(access));
  }

  /**
   * A body that is sent along.
   *
   * @param user as whom it is asked (Kubernetes, "User impersonation"); empty for who shows the
   *     credential
   */
  @SuppressWarnings("ArrayRecordComponent") // Never compared.
  record Content(String type, byte[] bytes, String user) {
    static final Content NONE = new Content("", new byte[0]);

    Content(String type, byte[] bytes) {
      this(type, bytes, "");
    }
  }

  /** Takes an answer while it comes. */
  <T> T call(
      String method,
      String path,
      String accept,
      Content content,
      long most,
      HttpPeer.Reader<T> reader) {
    if (!path.matches("/[!-~]*")) {
      throw new IllegalArgumentException("not a path");
    }
    Map<String, String> headers = new LinkedHashMap<>();
    headers.put("Accept", accept);
    headers.put("User-Agent", "redoubt");
    access.token().ifPresent(token -> headers.put("Authorization", "Bearer " + token));
    if (!content.type().isEmpty()) {
      headers.put("Content-Type", content.type());
    }
    if (!content.user().isEmpty()) {
      headers.put("Impersonate-User", content.user());
    }
    Deadline ofCall = Deadline.in(deadline.left(CALL));
    try {
      return peer.call(
          new HttpPeer.Call(method, base + path, headers, content.bytes()), most, ofCall, reader);
    } catch (redoubt.outward.AddressRefused e) {
      throw new AddressRefused();
    } catch (HttpPeer.Late e) {
      throw new TookTooLong("The API server");
    } catch (HttpPeer.TooLong | JacksonException e) {
      throw new OddAnswer();
    } catch (IOException e) {
      throw ofCall.isOver() ? new TookTooLong("The API server") : unreachable(e);
    }
  }

  private static Failure unreachable(Exception cause) {
    return new Failure(
        Failure.Kind.UNAVAILABLE,
        "encryption.api-server-unreachable",
        "The API server did not answer.",
        "Look whether it runs, and whether this server may reach it.",
        cause);
  }

  @Override
  public void close() {
    peer.close();
  }
}
