package redoubt.server.admission;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import org.yaml.snakeyaml.Yaml;
import redoubt.crypto.ServerIdentity;
import redoubt.server.RunningHouse;
import redoubt.testkit.Await;
import redoubt.testkit.HttpsCaller;
import redoubt.web.Json;

/**
 * A cluster that is known to a server: lists policies and secrets as an API server does, and asks
 * what an API server asks.
 */
public final class AskingCluster implements AutoCloseable {
  private static final Duration READ = Duration.ofSeconds(30);

  private static final Map<String, Object> FORBIDDEN = Map.of("code", 403);

  private final RunningHouse running;
  private final HttpsServer api;
  private final Path ca;
  private final String instance;
  private final Map<String, List<Map<String, Object>>> lists = new ConcurrentHashMap<>();
  private final Map<String, Object> objects = new ConcurrentHashMap<>();
  private final List<String> evicted = new CopyOnWriteArrayList<>();
  private final HttpsCaller admin;
  private String address = "";

  private AskingCluster(RunningHouse running, Path directory) throws IOException {
    this.running = running;
    this.admin = running.admin();
    this.instance =
        Json.parse(admin.get("/v1/instances").body().getBytes(UTF_8)).at("/items/0/id").asText();
    ServerIdentity identity = ServerIdentity.in(directory, List.of("127.0.0.1"), Clock.systemUTC());
    this.ca = identity.caFile();
    this.api = HttpsServer.create(new InetSocketAddress("127.0.0.1", 0), 100);
    api.setHttpsConfigurator(new HttpsConfigurator(identity.context()));
    api.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
    api.createContext("/", this::handle);
  }

  /** Known to a server and asking it, without a policy. */
  public static AskingCluster of(RunningHouse running, Path directory) {
    try {
      AskingCluster cluster = new AskingCluster(running, directory);
      cluster.api.start();
      cluster.install();
      return cluster;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void install() throws IOException {
    String _ =
        good(
            admin.postJson(
                "/v1/instances/" + instance + "/clusters",
                text(Map.of("name", "prod", "kubeconfig", kubeconfig()))));
    address =
        Json.parse(
                good(admin.postJson("/v1/instances/" + instance + "/admission/prod", "{}"))
                    .getBytes(UTF_8))
            .path("path")
            .asText();
    Await.until(READ, "policies are read", () -> list().contains("policiesReadAt"));
  }

  /** As the server lists clusters that ask. */
  public String list() {
    return good(admin.get("/v1/instances/" + instance + "/admission"));
  }

  private static String good(HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isLessThan(300);
    return answer.body();
  }

  private static String text(Object value) {
    return new String(Json.bytes(value), UTF_8);
  }

  private String kubeconfig() throws IOException {
    return """
    apiVersion: v1
    kind: Config
    current-context: test
    contexts: [{name: test, context: {cluster: test, user: test}}]
    clusters: [{name: test, cluster: {server: "https://127.0.0.1:%d", certificate-authority-data: %s}}]
    users: [{name: test, user: {token: a-token-of-the-test}}]
    """
        .formatted(
            api.getAddress().getPort(), Base64.getEncoder().encodeToString(Files.readAllBytes(ca)));
  }

  private void handle(HttpExchange call) throws IOException {
    String path = call.getRequestURI().getPath();
    if (path.endsWith("/eviction")) {
      evict(call);
      return;
    }
    Object answer =
        path.startsWith("/apis/")
            ? Map.of("metadata", Map.of(), "items", lists.getOrDefault(path, List.of()))
            : objects.get(path);
    int status = answer == null ? 404 : answer == FORBIDDEN ? 403 : 200;
    byte[] body = Json.bytes(answer == null ? Map.of("code", 404) : answer);
    call.getResponseHeaders().add("Content-Type", "application/json");
    call.sendResponseHeaders(status, body.length);
    try (OutputStream out = call.getResponseBody()) {
      out.write(body);
    }
  }

  /** A disruption budget keeps pods whose names begin with {@code kept}. */
  private void evict(HttpExchange call) throws IOException {
    JsonNode wish = Json.parse(call.getRequestBody().readAllBytes());
    String pod = wish.at("/metadata/name").asText();
    boolean kept = pod.startsWith("kept");
    boolean there =
        call.getRequestMethod().equals("POST")
            && wish.at("/deleteOptions/preconditions/uid").asText().equals("uid-" + pod);
    if (there && !kept) {
      evicted.add(wish.at("/metadata/namespace").asText() + "/" + pod);
    }
    byte[] body = Json.bytes(Map.of());
    call.sendResponseHeaders(kept ? 429 : there ? 201 : 409, body.length);
    try (OutputStream out = call.getResponseBody()) {
      out.write(body);
    }
  }

  /** Pods that were asked to go and went, as {@code namespace/name}, in order. */
  public List<String> evicted() {
    return List.copyOf(evicted);
  }

  /** Policies in place of all that it had, in YAML; waits until they hold. */
  public void policies(String yaml) {
    Map<String, List<Map<String, Object>>> fresh = new LinkedHashMap<>();
    for (Object one : new Yaml().loadAll(yaml)) {
      @SuppressWarnings("unchecked")
      Map<String, Object> policy = (Map<String, Object>) one;
      String plural =
          "ImagePolicy".equals(policy.get("kind")) ? "imagepolicies" : "clusterimagepolicies";
      fresh
          .computeIfAbsent(
              "/apis/" + policy.get("apiVersion") + "/" + plural, _ -> new ArrayList<>())
          .add(policy);
    }
    // A policy that none asks about says which round it is.
    String mark = "mark" + System.nanoTime();
    fresh
        .computeIfAbsent("/apis/redoubt.dev/v1/imagepolicies", _ -> new ArrayList<>())
        .add(
            Map.of(
                "metadata",
                Map.of("name", mark, "namespace", mark),
                "spec",
                Map.of("repositories", List.of(Map.of("name", "*")))));
    lists.keySet().removeIf(path -> !fresh.containsKey(path));
    lists.putAll(fresh);
    Await.until(
        READ,
        "the policies hold",
        () -> ask(mark, pod("nginx")).at("/auditAnnotations/policies").asText().contains(mark));
  }

  /** A secret, read when it is asked for. */
  public void secret(String namespace, String name, Map<String, String> data) {
    Map<String, String> encoded = new LinkedHashMap<>();
    data.forEach((field, text) ->
        encoded.put(field, Base64.getEncoder().encodeToString(text.getBytes(UTF_8))));
    objects.put("/api/v1/namespaces/" + namespace + "/secrets/" + name, Map.of("data", encoded));
  }

  /** The pods that there are, in JSON as an API server lists them; none before this is called. */
  public void runs(List<Map<String, Object>> pods) {
    objects.put("/api/v1/pods", Map.of("metadata", Map.of(), "items", pods));
  }

  /** From now on nobody is shown what pods there are. */
  public void runsUnseen() {
    objects.put("/api/v1/pods", FORBIDDEN);
  }

  /** An answer of the server about this cluster's instance. */
  public HttpResponse<String> post(String path, Map<String, ?> body) {
    return admin.postJson("/v1/instances/" + instance + path, text(body));
  }

  /** A pod with these images. */
  public static Map<String, Object> pod(String... images) {
    List<Map<String, Object>> containers = new ArrayList<>();
    for (String image : images) {
      containers.add(Map.of("name", "c" + containers.size(), "image", image));
    }
    return Map.of("metadata", Map.of("name", "app"), "spec", Map.of("containers", containers));
  }

  /** What is answered about a pod that would be new. */
  public JsonNode ask(String namespace, Map<String, Object> pod) {
    return question(
        "mutate",
        Map.of(
            "uid",
            "1",
            "kind",
            Map.of("group", "", "version", "v1", "kind", "Pod"),
            "resource",
            Map.of("group", "", "version", "v1", "resource", "pods"),
            "namespace",
            namespace,
            "name",
            "app",
            "operation",
            "CREATE",
            "userInfo",
            Map.of("username", "ann"),
            "object",
            pod));
  }

  /** What one of the webhooks answers. */
  public JsonNode question(String webhook, Map<String, Object> request) {
    HttpResponse<String> answer = questionRaw(webhook, request);
    return Json.parse(good(answer).getBytes(UTF_8)).path("response");
  }

  /** The same, as it comes. */
  public HttpResponse<String> questionRaw(String webhook, Map<String, Object> request) {
    return running
        .caller()
        .postJson(
            address + "/" + webhook,
            text(
                Map.of(
                    "apiVersion",
                    "admission.k8s.io/v1",
                    "kind",
                    "AdmissionReview",
                    "request",
                    request)));
  }

  /** Why a pod is refused; empty when it is not. */
  public String refusal(String namespace, String... images) {
    return ask(namespace, pod(images)).at("/status/message").asText();
  }

  /** Waits until a pod is admitted, or is refused with a word. */
  public void until(String namespace, String image, String word) {
    String[] last = {""};
    try {
      Await.until(
          READ,
          word.isEmpty() ? "admitted" : word,
          () -> {
            last[0] = refusal(namespace, image);
            return word.isEmpty() ? last[0].isEmpty() : last[0].contains(word);
          });
    } catch (AssertionError e) {
      throw new AssertionError(e.getMessage() + ": " + last[0], e);
    }
  }

  @Override
  public void close() {
    api.stop(0);
  }
}
