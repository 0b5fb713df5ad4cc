package redoubt.testkit.kube;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import redoubt.crypto.ServerIdentity;

/** Serves {@code /api/v1/secrets} and {@code configmaps}, and what has the cluster rewrite them. */
public final class SmallApiServer implements AutoCloseable {
  /** What its one user shows. */
  public static final String TOKEN = "a-token-of-the-test";

  private static final JsonMapper JSON = JsonMapper.builder().build();
  private static final byte[] EMPTY = "{}".getBytes(StandardCharsets.UTF_8);
  private static final List<String> RESOURCES = List.of("configmaps", "secrets");

  private final EtcdGateway etcd;
  private final HttpsServer server;
  private final Path ca;
  private final SmallMigrator migrator;
  private final Set<String> verbs = ConcurrentHashMap.newKeySet();
  private final Set<String> forbidden = ConcurrentHashMap.newKeySet();
  private final AtomicInteger tokensToExpire = new AtomicInteger();
  private final AtomicInteger patchesToFail = new AtomicInteger();
  private final AtomicInteger patchesToRefuse = new AtomicInteger();
  private final AtomicInteger patches = new AtomicInteger();
  private final Map<String, Map<String, String>> namespaces = new ConcurrentHashMap<>();
  private final Map<String, byte[]> cache = new ConcurrentHashMap<>();
  private volatile boolean cached;
  private volatile Encoding encoding = Encoding.IDENTITY;
  private volatile BiConsumer<String, byte[]> onCreate = (key, clear) -> {};
  private volatile Consumer<String> beforePatch = key -> {};

  private SmallApiServer(EtcdGateway etcd, HttpsServer server, Path ca) {
    this.etcd = etcd;
    this.server = server;
    this.ca = ca;
    this.migrator = new SmallMigrator(this, etcd);
    verbs.addAll(List.of("list", "get", "patch", "create", "delete"));
  }

  /** On a free port of the loopback address. */
  public static SmallApiServer start(Path directory, EtcdGateway etcd, InstantSource clock) {
    try {
      ServerIdentity identity = ServerIdentity.in(directory, List.of("127.0.0.1"), clock);
      HttpsServer server = HttpsServer.create(new InetSocketAddress("127.0.0.1", 0), 100);
      server.setHttpsConfigurator(new HttpsConfigurator(identity.context()));
      server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
      SmallApiServer small = new SmallApiServer(etcd, server, identity.caFile());
      server.createContext("/", small::handle);
      server.start();
      return small;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** For its one user. */
  public String kubeconfig() {
    try {
      return """
      apiVersion: v1
      kind: Config
      current-context: test
      contexts:
      - name: test
        context: {cluster: test, user: test}
      clusters:
      - name: test
        cluster:
          server: https://127.0.0.1:%d
          certificate-authority-data: %s
      users:
      - name: test
        user: {token: %s}
      """
          .formatted(
              server.getAddress().getPort(),
              Base64.getEncoder().encodeToString(Files.readAllBytes(ca)),
              TOKEN);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** From now on objects are written so. */
  public void writes(Encoding next) {
    encoding = next;
  }

  /** A namespace and its labels. */
  public void namespace(String name, Map<String, String> labels) {
    namespaces.put(name, labels);
  }

  /** A fault: what was once created is answered from memory, whatever etcd has. */
  public void answersFromMemory() {
    cached = true;
  }

  /** Done with the etcd key and the clear text of an object before it is written. */
  public void onCreate(BiConsumer<String, byte[]> what) {
    onCreate = what;
  }

  /** Takes a verb away from the user. */
  public void forbid(String verb) {
    verbs.remove(verb);
  }

  /** Takes a verb away from the user on the objects that have the cluster rewrite. */
  public void forbidToMigrate(String verb) {
    forbidden.add(verb + " " + SmallMigrator.GROUP);
  }

  /** What has the cluster rewrite, which is not served before it is told so. */
  public SmallMigrator migrator() {
    return migrator;
  }

  /** The next so many places in lists are too old. */
  public void expireNext(int tokens) {
    tokensToExpire.set(tokens);
  }

  /** The next so many writes are answered with 503. */
  public void failNext(int writes) {
    patchesToFail.set(writes);
  }

  /** The next so many writes are answered with 403, as an API server does that has just started. */
  public void refuseNext(int writes) {
    patchesToRefuse.set(writes);
  }

  /** Done to the etcd key of an object before it is written. */
  public void beforePatch(Consumer<String> what) {
    beforePatch = what;
  }

  public int patches() {
    return patches.get();
  }

  public static String etcdKey(String resource, String namespace, String name) {
    return "/registry/" + resource + "/" + namespace + "/" + name;
  }

  /** As a user would through the API. */
  public void create(String resource, String namespace, String name, String canary) {
    String key = etcdKey(resource, namespace, name);
    byte[] clear =
        bytes(
            Map.of(
                "metadata",
                Map.of("namespace", namespace, "name", name),
                "data",
                Map.of("canary", canary)));
    etcd.put(key, encoding.write(key, clear));
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      Reply reply = reply(exchange);
      byte[] body = bytes(reply.body());
      exchange.getResponseHeaders().set("Content-Type", "application/json");
      exchange.sendResponseHeaders(reply.status(), body.length);
      try (OutputStream out = exchange.getResponseBody()) {
        out.write(body);
      }
    }
  }

  record Reply(int status, Map<String, ?> body) {}

  private Reply reply(HttpExchange exchange) throws IOException {
    if (!("Bearer " + TOKEN).equals(exchange.getRequestHeaders().getFirst("Authorization"))) {
      return refused(401, "Unauthorized");
    }
    String path = exchange.getRequestURI().getPath();
    String[] parts = path.split("/", -1);
    String method = exchange.getRequestMethod();
    if (path.equals("/api/v1")) {
      return new Reply(
          200,
          Map.of(
              "kind",
              "APIResourceList",
              "resources",
              RESOURCES.stream()
                  .map(name -> Map.of("name", name, "namespaced", true, "verbs", List.of("list")))
                  .toList()));
    }
    if (migrator.isAt(path)) {
      byte[] body = exchange.getRequestBody().readAllBytes();
      return migrator.reply(method, path, JSON.readTree(body.length == 0 ? EMPTY : body));
    }
    if (path.endsWith("/selfsubjectaccessreviews")) {
      JsonNode question = JSON.readTree(exchange.getRequestBody().readAllBytes());
      JsonNode asked = question.at("/spec/resourceAttributes");
      String verb = asked.path("verb").asText();
      boolean allowed =
          verbs.contains(verb) && !forbidden.contains(verb + " " + asked.path("group").asText());
      return new Reply(201, Map.of("status", Map.of("allowed", allowed)));
    }
    if (parts.length == 4 && RESOURCES.contains(parts[3]) && method.equals("GET")) {
      return verbs.contains("list") ? list(exchange, parts[3]) : refused(403, "Forbidden");
    }
    if (parts.length == 5 && parts[3].equals("namespaces") && method.equals("GET")) {
      Map<String, String> labels = namespaces.get(parts[4]);
      return labels == null
          ? refused(404, "NotFound")
          : new Reply(200, Map.of("metadata", Map.of("name", parts[4], "labels", labels)));
    }
    if (parts.length == 6 && RESOURCES.contains(parts[5]) && method.equals("POST")) {
      return verbs.contains("create") ? create(exchange, parts) : refused(403, "Forbidden");
    }
    if (parts.length == 7 && RESOURCES.contains(parts[5]) && method.equals("GET")) {
      return verbs.contains("get")
          ? read(etcdKey(parts[5], parts[4], parts[6]))
          : refused(403, "Forbidden");
    }
    if (parts.length == 7 && RESOURCES.contains(parts[5]) && method.equals("DELETE")) {
      return verbs.contains("delete")
          ? delete(etcdKey(parts[5], parts[4], parts[6]))
          : refused(403, "Forbidden");
    }
    if (parts.length == 7 && RESOURCES.contains(parts[5]) && method.equals("PATCH")) {
      return verbs.contains("patch")
          ? patch(exchange, etcdKey(parts[5], parts[4], parts[6]))
          : refused(403, "Forbidden");
    }
    return refused(404, "NotFound");
  }

  private Reply list(HttpExchange exchange, String resource) {
    Map<String, String> query = query(exchange.getRequestURI().getRawQuery());
    if (!exchange.getRequestHeaders().getFirst("Accept").contains("PartialObjectMetadataList")) {
      return refused(406, "NotAcceptable");
    }
    String prefix = "/registry/" + resource + "/";
    String from = prefix;
    if (query.containsKey("continue")) {
      if (tokensToExpire.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
        return refused(410, "Expired");
      }
      from =
          new String(Base64.getUrlDecoder().decode(query.get("continue")), StandardCharsets.UTF_8);
    }
    int limit = Integer.parseInt(query.getOrDefault("limit", "500"));
    List<EtcdGateway.Kv> found = etcd.list(prefix, from, 1_000_000);
    List<Object> items = new ArrayList<>();
    for (EtcdGateway.Kv kv : found.subList(0, Math.min(limit, found.size()))) {
      items.add(metadata(kv.key(), kv.revision()));
    }
    Map<String, Object> position = new HashMap<>();
    if (found.size() > limit) {
      position.put(
          "continue",
          Base64.getUrlEncoder()
              .encodeToString(
                  (found.get(limit - 1).key() + "\0").getBytes(StandardCharsets.UTF_8)));
      position.put("remainingItemCount", found.size() - limit);
    }
    return new Reply(
        200, Map.of("kind", "PartialObjectMetadataList", "metadata", position, "items", items));
  }

  private Reply create(HttpExchange exchange, String[] parts) throws IOException {
    if (!namespaces.containsKey(parts[4])) {
      return refused(404, "NotFound");
    }
    byte[] clear = exchange.getRequestBody().readAllBytes();
    String name = JSON.readTree(clear).at("/metadata/name").asText();
    String key = etcdKey(parts[5], parts[4], name);
    onCreate.accept(key, clear);
    etcd.put(key, encoding.write(key, clear));
    cache.put(key, clear);
    return new Reply(201, object(clear));
  }

  private Reply read(String key) throws IOException {
    byte[] remembered = cache.get(key);
    if (cached && remembered != null) {
      return new Reply(200, object(remembered));
    }
    Optional<EtcdGateway.Kv> stored = etcd.get(key);
    if (stored.isEmpty()) {
      return refused(404, "NotFound");
    }
    try {
      return new Reply(200, object(encoding.read(key, stored.get().value())));
    } catch (RuntimeException e) {
      return refused(500, "InternalError");
    }
  }

  /** A real one has to read it before, too. */
  private Reply delete(String key) throws IOException {
    Reply read = read(key);
    if (read.status() == 200) {
      etcd.delete(key);
    }
    return read;
  }

  private static Map<String, ?> object(byte[] clear) throws IOException {
    return JSON.readValue(clear, new TypeReference<Map<String, Object>>() {});
  }

  /** A merge patch that changes nothing: written only when it is stored otherwise than now. */
  private Reply patch(HttpExchange exchange, String key) throws IOException {
    JsonNode patch = JSON.readTree(exchange.getRequestBody().readAllBytes());
    patches.incrementAndGet();
    if (patchesToFail.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
      return refused(503, "ServiceUnavailable");
    }
    if (patchesToRefuse.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
      return refused(403, "Forbidden");
    }
    beforePatch.accept(key);
    Optional<EtcdGateway.Kv> stored = etcd.get(key);
    if (stored.isEmpty()) {
      return refused(404, "NotFound");
    }
    long revision = stored.get().revision();
    if (!patch.at("/metadata/resourceVersion").asText().equals(Long.toString(revision))) {
      return refused(409, "Conflict");
    }
    if (!rewrite(stored.get())) {
      return refused(409, "Conflict");
    }
    return new Reply(200, metadata(key, etcd.get(key).map(EtcdGateway.Kv::revision).orElse(0L)));
  }

  /** Writes it as objects are written now; returns whether nobody else has written it. */
  boolean rewrite(EtcdGateway.Kv stored) {
    Encoding now = encoding;
    String key = stored.key();
    return now.isCurrent(stored.value())
        || etcd.replace(key, stored.revision(), now.write(key, now.read(key, stored.value())));
  }

  private static Map<String, Object> metadata(String key, long revision) {
    List<String> parts = Arrays.asList(key.split("/", -1));
    return Map.of(
        "metadata",
        Map.of(
            "namespace", parts.get(3),
            "name", parts.get(4),
            "resourceVersion", Long.toString(revision)));
  }

  private static Map<String, String> query(String raw) {
    Map<String, String> query = new HashMap<>();
    for (String pair : raw.split("&", -1)) {
      String[] sides = pair.split("=", 2);
      query.put(sides[0], java.net.URLDecoder.decode(sides[1], StandardCharsets.UTF_8));
    }
    return query;
  }

  static Reply refused(int status, String reason) {
    return new Reply(status, Map.of("kind", "Status", "code", status, "reason", reason));
  }

  private static byte[] bytes(Map<String, ?> json) {
    try {
      return JSON.writeValueAsBytes(json);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    server.stop(0);
  }
}
