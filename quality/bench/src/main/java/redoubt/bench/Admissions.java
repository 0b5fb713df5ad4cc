package redoubt.bench;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpsConfigurator;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import redoubt.crypto.ServerIdentity;
import redoubt.oci.Digest;
import redoubt.server.House;
import redoubt.server.ServerOptions;
import redoubt.testkit.HttpsCaller;
import redoubt.web.Json;
import redoubt.web.jetty.HttpsServer;

/**
 * What an API server asks of a pod whose image is signed, over HTTPS, beside the bare echo of the
 * same question; without a pause, and by 500 callers of whom each asks once a second.
 */
final class Admissions {
  private static final int CALLERS = 500;
  private static final String REPOSITORY = "bench/app";
  private static final String MANIFEST = "application/vnd.oci.image.manifest.v1+json";
  private static final String POLICIES = "/apis/redoubt.dev/v1/clusterimagepolicies";

  private Admissions() {}

  static void measure(Path directory, int seconds, int rounds) throws Exception {
    AtomicLong asked = new AtomicLong();
    try (HttpsServer echo = EchoServer.start(directory.resolve("echo"));
        House house =
            House.open(
                ServerOptions.in(directory.resolve("server"), "127.0.0.1", 0)
                    .reaching(Optional.of(true)),
                InstantSource.system(),
                step -> {})) {
      KeyUser user = KeyUser.of(house);
      String image = URI.create(house.url()).getAuthority() + "/" + REPOSITORY + ":v1";
      ServerIdentity identity =
          ServerIdentity.in(directory.resolve("api"), List.of("127.0.0.1"), Clock.systemUTC());
      com.sun.net.httpserver.HttpsServer api =
          com.sun.net.httpserver.HttpsServer.create(new InetSocketAddress("127.0.0.1", 0), 10);
      api.setHttpsConfigurator(new HttpsConfigurator(identity.context()));
      api.createContext("/", call -> answer(call, image, asked));
      api.start();
      try {
        String address = house.url() + prepare(house, user, api.getAddress().getPort(), identity);
        String question = question(image);
        until(house, address, question);
        measure(
            new Target(
                "echo",
                "https://127.0.0.1:" + echo.port() + "/echo",
                caFile(directory.resolve("echo"))),
            new Target("admission", address, house.caFile()),
            question,
            seconds,
            rounds);
      } finally {
        api.stop(0);
      }
      System.out.println(
          "calls to the API server meanwhile, besides lists of policies: " + asked.get());
    }
  }

  private static Path caFile(Path directory) {
    return directory.resolve("ca.pem");
  }

  private record Target(String name, String url, Path ca) {}

  private static void measure(Target bare, Target ours, String question, int seconds, int rounds)
      throws Exception {
    System.out.printf(
        Locale.ROOT,
        "%d callers, keep-alive, HTTPS; %d rounds of %d s%n",
        CALLERS,
        rounds,
        seconds);
    Map<String, String> type = Map.of("Content-Type", "application/json");
    for (int round = 0; round <= rounds; round++) {
      for (Target one : List.of(bare, ours)) {
        Load.Result free = Load.post(one.url(), type, question, CALLERS, seconds);
        if (free.errors() > 0) {
          throw new IOException(one.name() + ": " + free.errors() + " answers were not good");
        }
        PacedLoad.Result paced =
            PacedLoad.post(one.url(), one.ca(), question, CALLERS, CALLERS, seconds);
        if (round > 0) {
          System.out.printf(
              Locale.ROOT,
              "%-10s without a pause %6.0f/s p99 %7.2f ms; %4.0f/s p50 %6.2f ms p99 %6.2f ms%n",
              one.name(),
              free.perSecond(),
              free.p99(),
              paced.perSecond(),
              paced.p50(),
              paced.p99());
        }
      }
    }
  }

  /** A cluster that asks, a signed image and a policy that asks for it; returns the address. */
  private static String prepare(House house, KeyUser user, int port, ServerIdentity identity)
      throws IOException {
    HttpsCaller caller = HttpsCaller.trusting(house.caFile(), URI.create(house.url()));
    for (Map.Entry<String, String> header : user.headers().entrySet()) {
      caller = caller.with(header.getKey(), header.getValue());
    }
    String instance = "/v1/instances/" + user.instance();
    JsonNode _ = good(caller.postJson(instance + "/namespaces", "{\"name\":\"bench\"}"));
    push(caller);
    JsonNode key = good(caller.postJson(instance + "/signing-keys", "{\"name\":\"bench\"}"));
    JsonNode _ =
        good(
            caller.postJson(
                instance + "/namespaces/bench/signers",
                text(
                    Map.of(
                        "name",
                        "bench",
                        "kind",
                        "key",
                        "credential",
                        key.path("publicKey").asText(),
                        "terms",
                        Map.of()))));
    JsonNode _ =
        good(
            caller.postJson(
                "/v1/images/" + REPOSITORY + "/sign/v1",
                "{\"key\":\"bench\",\"recursive\":false}"));
    JsonNode _ =
        good(
            caller.postJson(
                instance + "/clusters",
                text(Map.of("name", "bench", "kubeconfig", kubeconfig(port, identity)))));
    return good(caller.postJson(instance + "/admission/bench", "{}")).path("path").asText()
        + "/mutate";
  }

  private static void push(HttpsCaller caller) throws IOException {
    String digest = Digest.of("{}".getBytes(UTF_8)).toString();
    HttpResponse<String> blob =
        caller
            .with("Content-Type", "application/octet-stream")
            .send("POST", "/v2/" + REPOSITORY + "/blobs/uploads/?digest=" + digest, "{}");
    String manifest =
        """
        {"schemaVersion":2,"mediaType":"%s","config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"%s","size":2},"layers":[]}\
        """
            .formatted(MANIFEST, digest);
    HttpResponse<String> put =
        caller
            .with("Content-Type", MANIFEST)
            .send("PUT", "/v2/" + REPOSITORY + "/manifests/v1", manifest);
    if (blob.statusCode() != 201 || put.statusCode() != 201) {
      throw new IOException("the image was not taken: " + put.body());
    }
  }

  private static String kubeconfig(int port, ServerIdentity identity) throws IOException {
    return """
    apiVersion: v1
    kind: Config
    current-context: bench
    contexts: [{name: bench, context: {cluster: bench, user: bench}}]
    clusters: [{name: bench, cluster: {server: "https://127.0.0.1:%d", certificate-authority-data: %s}}]
    users: [{name: bench, user: {token: a-token-of-the-benchmark}}]
    """
        .formatted(port, Base64.getEncoder().encodeToString(Files.readAllBytes(identity.caFile())));
  }

  private static void answer(HttpExchange call, String image, AtomicLong others)
      throws IOException {
    String path = call.getRequestURI().getPath();
    if (!path.endsWith("policies")) {
      others.incrementAndGet();
    }
    boolean there = path.equals(POLICIES);
    byte[] body =
        there
            ? Json.bytes(Map.of("items", List.of(policy(image))))
            : "{\"code\":404}".getBytes(UTF_8);
    call.sendResponseHeaders(there ? 200 : 404, body.length);
    try (OutputStream out = call.getResponseBody()) {
      out.write(body);
    }
  }

  private static Map<String, ?> policy(String image) {
    return Map.of(
        "metadata",
        Map.of("name", "usual"),
        "spec",
        Map.of(
            "repositories",
            List.of(
                Map.of(
                    "name",
                    image.substring(0, image.lastIndexOf('/')) + "/*",
                    "require",
                    List.of(Map.of("trusted", true))))));
  }

  private static String question(String image) {
    Map<String, ?> pod =
        Map.of(
            "metadata",
            Map.of("name", "app", "namespace", "bench"),
            "spec",
            Map.of("containers", List.of(Map.of("name", "c", "image", image))));
    Map<String, ?> request =
        Map.of(
            "uid",
            "705ab4f5-6393-11e8-b7cc-42010a800002",
            "kind",
            Map.of("group", "", "version", "v1", "kind", "Pod"),
            "resource",
            Map.of("group", "", "version", "v1", "resource", "pods"),
            "namespace",
            "bench",
            "name",
            "app",
            "operation",
            "CREATE",
            "userInfo",
            Map.of("username", "bench"),
            "object",
            pod);
    return text(
        Map.of("apiVersion", "admission.k8s.io/v1", "kind", "AdmissionReview", "request", request));
  }

  private static void until(House house, String address, String question)
      throws IOException, InterruptedException {
    HttpsCaller caller = HttpsCaller.trusting(house.caFile(), URI.create(house.url()));
    String path = address.substring(house.url().length());
    String said = "";
    for (int i = 0; i < 300; i++) {
      said = caller.postJson(path, question).body();
      if (said.contains("\"allowed\":true")) {
        return;
      }
      TimeUnit.MILLISECONDS.sleep(200);
    }
    throw new IOException("the image is not admitted: " + said);
  }

  private static String text(Object value) {
    return new String(Json.bytes(value), UTF_8);
  }

  private static JsonNode good(HttpResponse<String> answer) throws IOException {
    if (answer.statusCode() >= 300) {
      throw new IOException(answer.uri() + " answered " + answer.body());
    }
    return Json.parse(answer.body().getBytes(UTF_8));
  }
}
