package redoubt.cli.encryption;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.cert.CertificateException;
import java.time.Duration;
import java.util.function.Supplier;
import javax.net.ssl.SSLContext;
import redoubt.core.Failure;
import redoubt.crypto.Authorities;
import redoubt.encryption.bundle.ApiServerManifest;
import redoubt.kms.KmsClient;
import redoubt.kms.v2.KeyManagementV2;
import redoubt.kms.v2.StatusRequest;
import redoubt.kms.v2.StatusResponse;

/**
 * Waits until what was put in place on a control plane node works: first the plugin's socket, then
 * the API server. Both are asked here, on the node, and not through the cluster's own address,
 * behind which may be the API server of another node.
 */
final class Arrival {
  private static final Duration PAUSE = Duration.ofMillis(500);
  private static final Duration ANSWER = Duration.ofSeconds(5);
  private static final String CHECK = "kms-provider";

  private final Duration patience;

  Arrival(Duration patience) {
    this.patience = patience;
  }

  /** Returns when the plugin behind the socket would seal under the key_id. */
  void ofPlugin(Path socket, String keyId, String name, Path directory) {
    String seen =
        await(() -> {
          if (!Files.exists(socket)) {
            return "nobody made " + socket;
          }
          try (KmsClient plugin = KmsClient.of(socket)) {
            StatusResponse status = plugin.call(KeyManagementV2.STATUS, new StatusRequest());
            return !status.healthz().equals("ok")
                ? "it says that it is not healthy"
                : status.keyId().equals(keyId) ? "" : "it has another key_id than the server gives";
          } catch (Failure | IllegalArgumentException e) {
            return "it answers: " + e.getMessage();
          }
        });
    if (!seen.isEmpty()) {
      throw new Failure(
          Failure.Kind.UNAVAILABLE,
          "cli.plugin-not-up",
          "The KMS plugin does not work on this node: "
              + seen
              + ". The API server was not changed.",
          "Look at the plugin's log, then do this again; or take the files back: redoubt encryption"
              + " enable "
              + name
              + " --undo --apply "
              + directory);
    }
  }

  /** Returns when the API server of the manifest is ready, and its KMS provider with it. */
  void ofApiServer(Path manifest, Path authority, String name, Path directory) throws IOException {
    URI address = ApiServerManifest.address(Files.readString(manifest)).resolve("/readyz?verbose");
    String seen;
    try (HttpClient client =
        HttpClient.newBuilder().connectTimeout(ANSWER).sslContext(trusting(authority)).build()) {
      seen = await(() -> judge(client, address));
      client.shutdownNow();
    }
    if (!seen.isEmpty()) {
      throw new Failure(
          Failure.Kind.UNAVAILABLE,
          "cli.api-server-not-up",
          "The API server of this node is not seen to encrypt: " + seen + ".",
          "Look at its log (crictl logs). If it does not come up, take the change back: redoubt"
              + " encryption enable "
              + name
              + " --undo --apply "
              + directory);
    }
  }

  private static String judge(HttpClient client, URI address) {
    try {
      HttpResponse<String> answer =
          client.send(
              HttpRequest.newBuilder(address).timeout(ANSWER).build(),
              HttpResponse.BodyHandlers.ofString());
      if (answer.statusCode() == 401 || answer.statusCode() == 403) {
        return "it tells nobody whether it is ready (" + answer.statusCode() + ")";
      }
      boolean encrypts = answer.body().lines().anyMatch(line -> line.startsWith("[+]" + CHECK));
      boolean fails = answer.body().lines().anyMatch(line -> line.startsWith("[-]" + CHECK));
      return fails
          ? "its KMS provider fails"
          : !encrypts
              ? "it runs without a KMS provider"
              : answer.statusCode() == 200 ? "" : "it is not ready (" + answer.statusCode() + ")";
    } catch (IOException e) {
      return "it does not answer at " + address.getAuthority() + " (" + e.getMessage() + ")";
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return "the wait was interrupted";
    }
  }

  /** Empty as soon as the look finds nothing missing, else what was missing last. */
  private String await(Supplier<String> look) {
    long end = System.nanoTime() + patience.toNanos();
    String missing = look.get();
    while (!missing.isEmpty()
        && System.nanoTime() < end
        && !Thread.currentThread().isInterrupted()) {
      java.util.concurrent.locks.LockSupport.parkNanos(PAUSE.toNanos());
      missing = look.get();
    }
    return missing;
  }

  private static SSLContext trusting(Path authority) throws IOException {
    try {
      return Authorities.in(authority).context();
    } catch (CertificateException e) {
      throw new Failure(
          Failure.Kind.INVALID,
          "cli.bad-ca",
          authority + " has no certificates.",
          "Look whether this is the directory of a control plane.",
          e);
    }
  }
}
