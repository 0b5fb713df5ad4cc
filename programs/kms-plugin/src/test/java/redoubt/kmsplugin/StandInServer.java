package redoubt.kmsplugin;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import redoubt.core.Failure;
import redoubt.crypto.Aad;
import redoubt.crypto.Aead;
import redoubt.crypto.SecretBytes;
import redoubt.crypto.ServerIdentity;
import redoubt.testkit.Await;

/**
 * The four calls of the server that the plugin makes, over real HTTPS and with real encryption:
 * token, lease, wrap, unwrap. It can rotate and disable its root keys, go away and come back on the
 * same port.
 */
final class StandInServer implements AutoCloseable {
  static final String API_KEY = "an-api-key-that-nobody-may-see";
  static final String INSTANCE = "6e1d5b0c-4a2f-4a52-a1f0-0c8a3f5f7b11";
  static final String CLUSTER = "prod";

  private final ServerIdentity identity;
  private final Map<String, SecretBytes> roots = new ConcurrentHashMap<>();
  private final Map<String, Integer> versions = new HashMap<>();
  private final AtomicInteger tokens = new AtomicInteger();
  final AtomicInteger wraps = new AtomicInteger();
  final AtomicInteger unwraps = new AtomicInteger();
  private HttpsServer https;
  private int port;
  private long revision = 1;
  private String key;
  private String keyId;
  private String state = "active";
  private int leaseStatus = 200;
  private int tokenStatus = 200;
  private long tokenSeconds = 3600;
  private final Set<String> disabled = ConcurrentHashMap.newKeySet();

  StandInServer(Path directory) {
    identity = ServerIdentity.in(directory, List.of(), InstantSource.system());
    key = newRoot();
    keyId = newKeyId();
    https = listen(0);
    port = https.getAddress().getPort();
  }

  URI uri() {
    return URI.create("https://127.0.0.1:" + port);
  }

  Path ca() {
    return identity.caFile();
  }

  synchronized String keyId() {
    return keyId;
  }

  synchronized String key() {
    return key;
  }

  int tokens() {
    return tokens.get();
  }

  /** The root key gets a new version, and so the cluster a new key id. */
  synchronized String rotate() {
    versions.merge(key, 1, Integer::sum);
    return change(newKeyId());
  }

  /** Another root key takes over. */
  synchronized String switchKey() {
    key = newRoot();
    return change(newKeyId());
  }

  /** What no honest server does: an old key id comes back. */
  synchronized void reuse(String old) {
    var _ = change(old);
  }

  synchronized void state(String changed) {
    state = changed;
    var _ = change(keyId);
  }

  /** How the lease is answered from now on; questions that wait are answered so too. */
  synchronized void leaseStatus(int status) {
    leaseStatus = status;
    notifyAll();
  }

  synchronized void tokenStatus(int status) {
    tokenStatus = status;
  }

  synchronized void tokenSeconds(long seconds) {
    tokenSeconds = seconds;
  }

  /** A root key that no lease speaks of is disabled. */
  synchronized void disable(String root) {
    disabled.add(root);
  }

  /** The lease gets a new revision and stays as it is. */
  synchronized void touch() {
    var _ = change(keyId);
  }

  /** Stops answering, as a machine that was switched off. */
  void away() {
    https.stop(0);
    synchronized (this) {
      notifyAll();
    }
  }

  /** A port that somebody else's connection has for a moment is waited for. */
  void back() {
    Await.until(
        Duration.ofSeconds(20),
        "the port",
        () -> {
          try {
            https = listen(port);
            return true;
          } catch (UncheckedIOException e) {
            if (e.getCause() instanceof BindException) {
              return false;
            }
            throw e;
          }
        });
  }

  @Override
  public void close() {
    away();
  }

  private synchronized String change(String to) {
    keyId = to;
    revision++;
    notifyAll();
    return to;
  }

  private static String newKeyId() {
    return "prod." + UUID.randomUUID();
  }

  private String newRoot() {
    String id = UUID.randomUUID().toString();
    roots.put(id, SecretBytes.random(Aead.KEY_BYTES));
    versions.put(id, 1);
    return id;
  }

  private HttpsServer listen(int at) {
    try {
      HttpsServer server =
          HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), at), 0);
      server.setHttpsConfigurator(new HttpsConfigurator(identity.context()));
      server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
      server.createContext("/", this::answer);
      server.start();
      return server;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private record Answer(int status, String body) {}

  private void answer(HttpExchange exchange) throws IOException {
    try (exchange) {
      String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
      Answer answer = route(exchange, body);
      byte[] bytes = answer.body().getBytes(StandardCharsets.UTF_8);
      exchange.sendResponseHeaders(answer.status(), bytes.length);
      exchange.getResponseBody().write(bytes);
    }
  }

  private Answer route(HttpExchange exchange, String body) {
    String path = exchange.getRequestURI().getPath();
    if (path.equals("/identity/token")) {
      return token(body);
    }
    String bearer = exchange.getRequestHeaders().getFirst("Authorization");
    if (bearer == null || !bearer.equals("Bearer token-" + tokens.get())) {
      return new Answer(401, "{}");
    }
    if (path.equals("/v1/instances/" + INSTANCE + "/clusters/" + CLUSTER + "/lease")) {
      return lease(number(body, "known"), Duration.ofSeconds(number(body, "waitSeconds")));
    }
    Matcher action = Pattern.compile("/api/v2/keys/([^/]+)/actions/(wrap|unwrap)").matcher(path);
    boolean known =
        action.matches()
            && INSTANCE.equals(exchange.getRequestHeaders().getFirst("Bluemix-Instance"));
    SecretBytes root = known ? roots.get(action.group(1)) : null;
    if (root == null) {
      return new Answer(404, "{}");
    }
    if (disabled.contains(action.group(1))) {
      return new Answer(409, "{}");
    }
    return action.group(2).equals("wrap") ? wrap(root, body) : unwrap(root, body);
  }

  private synchronized Answer token(String body) {
    if (tokenStatus != 200) {
      return new Answer(tokenStatus, "{}");
    }
    if (!body.endsWith("&apikey=" + API_KEY)) {
      return new Answer(400, "{}");
    }
    return new Answer(
        200,
        "{\"access_token\":\"token-"
            + tokens.incrementAndGet()
            + "\",\"refresh_token\":\"x\",\"expires_in\":"
            + tokenSeconds
            + "}");
  }

  private synchronized Answer lease(long known, Duration wait) {
    long deadline = System.nanoTime() + wait.toNanos();
    while (known == revision && leaseStatus == 200) {
      long left = (deadline - System.nanoTime()) / 1_000_000;
      if (left <= 0) {
        break;
      }
      try {
        wait(left);
      } catch (InterruptedException e) {
        return new Answer(503, "{}");
      }
    }
    return new Answer(
        leaseStatus,
        "{\"revision\":%d,\"keyId\":\"%s\",\"key\":\"%s\",\"version\":\"v%d\",\"state\":\"%s\",\"leaseSeconds\":60}"
            .formatted(revision, keyId, key, versions.get(key), state));
  }

  private Answer wrap(SecretBytes root, String body) {
    wraps.incrementAndGet();
    if (!active()) {
      return new Answer(409, "{}");
    }
    byte[] plain = Base64.getDecoder().decode(text(body, "plaintext"));
    return new Answer(
        200,
        "{\"ciphertext\":\""
            + Base64.getEncoder().encodeToString(Aead.seal(root, plain, aad(body)))
            + "\",\"keyVersion\":{\"id\":\"v\"}}");
  }

  private Answer unwrap(SecretBytes root, String body) {
    unwraps.incrementAndGet();
    if (!active()) {
      return new Answer(409, "{}");
    }
    try {
      byte[] box = Base64.getDecoder().decode(text(body, "ciphertext"));
      String plain = Base64.getEncoder().encodeToString(Aead.open(root, box, aad(body)));
      return new Answer(200, "{\"plaintext\":\"" + plain + "\"}");
    } catch (Failure | IllegalArgumentException e) {
      return new Answer(422, "{}");
    }
  }

  private synchronized boolean active() {
    return state.equals("active");
  }

  private static byte[] aad(String body) {
    Matcher list = Pattern.compile("\"aad\":\\[(.*)]").matcher(body);
    if (!list.find()) {
      return new byte[0];
    }
    return Aad.of(
        Pattern.compile("\"([^\"]*)\"")
            .matcher(list.group(1))
            .results()
            .map(r -> r.group(1))
            .toList());
  }

  private static String text(String body, String name) {
    Matcher found = Pattern.compile("\"" + name + "\":\"([^\"]*)\"").matcher(body);
    return found.find() ? found.group(1) : "";
  }

  private static long number(String body, String name) {
    Matcher found = Pattern.compile("\"" + name + "\":([0-9]+)").matcher(body);
    return found.find() ? Long.parseLong(found.group(1)) : 0;
  }
}
