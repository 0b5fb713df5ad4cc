package redoubt.kmsplugin.server;

import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.stream.Collectors;
import redoubt.core.Failure;
import redoubt.crypto.SecretBytes;

/** The server, over HTTPS with a Key Protect API and a lease beside it. */
public final class HttpsRootKeyServer implements RootKeyServer {
  /** On top of the time that a question for the lease may wait; then the connection is dead. */
  private static final Duration LATE = Duration.ofSeconds(3);

  /** Less than the three seconds that an API server waits for a call. */
  private static final Duration PATIENCE = Duration.ofMillis(2500);

  private static final int LOCAL_KEY_BYTES = 32;

  /** What a wrapped key may look like; everything of it fits into an annotation. */
  private static final int MOST_WRAPPED = 8 * 1024;

  private final Https https;
  private final Tokens tokens;
  private final Settings settings;

  /**
   * @param server such as {@code https://redoubt.example:8443}
   * @param ca PEM certificates to trust
   * @param apiKeyFile the plugin's own API key, in a file with mode 0600
   * @param instance the instance that has the root key
   * @param cluster the cluster's id or name
   */
  public record Settings(
      URI server, Optional<Path> ca, Path apiKeyFile, String instance, String cluster) {
    public Settings {
      if (!isName(instance) || !isName(cluster)) {
        throw new Failure(
            Failure.Kind.INVALID,
            "plugin.bad-name",
            "An instance or a cluster has letters, digits, dots, dashes and underscores in its name.",
            "Correct --instance or --cluster.");
      }
    }

    private static boolean isName(String text) {
      return text.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,127}");
    }
  }

  /**
   * @param nanoTime a clock that never jumps, as {@code System::nanoTime}
   * @throws Failure when the settings cannot be used; nothing is sent yet
   */
  public HttpsRootKeyServer(Settings settings, LongSupplier nanoTime) {
    this.settings = settings;
    this.https = new Https(settings.server(), settings.ca());
    this.tokens = new Tokens(https, settings.apiKeyFile(), nanoTime);
    tokens.checkFile();
  }

  @Override
  public Lease lease(long known, Duration atMost) {
    String question = "{\"known\":" + known + ",\"waitSeconds\":" + atMost.toSeconds() + "}";
    FlatJson answer =
        call(
            "give the lease",
            "/v1/instances/" + settings.instance() + "/clusters/" + settings.cluster() + "/lease",
            question.getBytes(StandardCharsets.US_ASCII),
            atMost.plus(LATE));
    try {
      return new Lease(
          answer.number("revision"),
          answer.text("keyId"),
          answer.text("key"),
          answer.text("version"),
          answer.text("state"));
    } catch (IOException | IllegalArgumentException e) {
      throw new ServerUnreachable("The server's lease cannot be read.", e);
    }
  }

  @Override
  public String wrap(String rootKey, SecretBytes localKey, List<String> aad) {
    byte[] question =
        localKey.use(bytes -> body("plaintext", Base64.getEncoder().encode(bytes), aad));
    try {
      String wrapped =
          call("wrap a key", action(rootKey, "wrap"), question, PATIENCE).text("ciphertext");
      if (wrapped.isEmpty()
          || wrapped.length() > MOST_WRAPPED
          || !wrapped.chars().allMatch(c -> c > ' ' && c < 127)) {
        throw new ServerUnreachable("The server's wrapped key cannot be used.", null);
      }
      return wrapped;
    } finally {
      Arrays.fill(question, (byte) 0);
    }
  }

  @Override
  public SecretBytes unwrap(String rootKey, String wrapped, List<String> aad) {
    byte[] question = body("ciphertext", wrapped.getBytes(StandardCharsets.US_ASCII), aad);
    FlatJson answer = call("unwrap a key", action(rootKey, "unwrap"), question, PATIENCE);
    try {
      byte[] key = Base64.getDecoder().decode(answer.text("plaintext"));
      if (key.length != LOCAL_KEY_BYTES) {
        Arrays.fill(key, (byte) 0);
        throw new ServerUnreachable("The server's unwrapped key has a wrong length.", null);
      }
      return SecretBytes.owning(key);
    } catch (IllegalArgumentException e) {
      throw new ServerUnreachable("The server's unwrapped key cannot be read.", null);
    }
  }

  @Override
  public void close() {
    https.close();
  }

  private static String action(String rootKey, String action) {
    if (!Lease.isRootKey(rootKey)) {
      throw new IllegalArgumentException("no id of a root key");
    }
    return "/api/v2/keys/" + rootKey + "/actions/" + action;
  }

  private static byte[] body(String name, byte[] base64, List<String> aad) {
    byte[] head = ("{\"" + name + "\":\"").getBytes(StandardCharsets.US_ASCII);
    byte[] tail =
        aad.stream()
            .map(part -> '"' + part.replace("\\", "\\\\").replace("\"", "\\\"") + '"')
            .collect(Collectors.joining(",", "\",\"aad\":[", "]}"))
            .getBytes(StandardCharsets.UTF_8);
    byte[] body = Arrays.copyOf(head, head.length + base64.length + tail.length);
    System.arraycopy(base64, 0, body, head.length, base64.length);
    System.arraycopy(tail, 0, body, head.length + base64.length, tail.length);
    return body;
  }

  /** A token may have been revoked, so one refusal is answered with a fresh one. */
  private FlatJson call(String what, String path, byte[] question, Duration atMost) {
    String bearer = tokens.bearer();
    Https.Answer answer = https.post(path, headers(bearer), question, atMost);
    if (answer.status() == 401) {
      tokens.refused(bearer);
      answer = https.post(path, headers(tokens.bearer()), question, atMost);
    }
    int status = answer.status();
    if (status == 200) {
      try {
        return FlatJson.read(answer.body());
      } catch (IOException e) {
        throw new ServerUnreachable("The server's answer cannot be read.", null);
      } finally {
        Arrays.fill(answer.body(), (byte) 0);
      }
    }
    if (status >= 400 && status < 500 && status != 408 && status != 429) {
      throw new ServerSaysNo(what, status);
    }
    throw new ServerUnreachable("The server does not " + what + " (HTTP " + status + ").", null);
  }

  private Map<String, String> headers(String bearer) {
    Map<String, String> headers = new HashMap<>();
    headers.put("Authorization", bearer);
    headers.put("Bluemix-Instance", settings.instance());
    headers.put("Content-Type", "application/json");
    headers.put("Accept", "application/json");
    return headers;
  }
}
