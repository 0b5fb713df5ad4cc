package redoubt.signatures.watch;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import redoubt.core.Failure;
import redoubt.signatures.foreign.Workloads;
import redoubt.signatures.testing.Room;
import redoubt.web.Json;

/** A cluster whose API server has what a test gave it. */
final class FakeCluster implements Workloads {
  final Cluster cluster = new Cluster(Room.TENANT, "c1", "prod");
  private final List<Map<String, Object>> pods = new ArrayList<>();
  private final Map<String, JsonNode> others = new ConcurrentHashMap<>();
  volatile boolean away;
  final AtomicInteger visits = new AtomicInteger();

  /** Lists that one may not see. */
  final Set<String> refused = ConcurrentHashMap.newKeySet();

  /** A cluster beside it that nobody can ask. */
  volatile boolean hasSilentNeighbour;

  /** A pod of the namespace {@code shop}. */
  void pod(String image, String running, String... secrets) {
    podIn("shop", image, running, secrets);
  }

  void podIn(String place, String image, String running, String... secrets) {
    pods.add(
        Map.of(
            "metadata",
            Map.of("namespace", place),
            "spec",
            Map.of(
                "serviceAccountName",
                "runner",
                "imagePullSecrets",
                List.of(secrets).stream().map(name -> Map.of("name", name)).toList(),
                "containers",
                List.of(Map.of("name", "c", "image", image))),
            "status",
            Map.of(
                "containerStatuses",
                List.of(Map.of("name", "c", "imageID", "docker-pullable://x/y@" + running)))));
  }

  void removePods() {
    pods.clear();
  }

  void object(String path, String json) {
    others.put(path, Json.parse(json.getBytes(java.nio.charset.StandardCharsets.UTF_8)));
  }

  @Override
  public List<Cluster> clusters() {
    return hasSilentNeighbour
        ? List.of(cluster, new Cluster(Room.TENANT, "c2", "silent"))
        : List.of(cluster);
  }

  @Override
  public <T> T visit(Cluster asked, Function<Api, T> questions) {
    int _ = visits.incrementAndGet();
    if (away || !asked.equals(cluster)) {
      throw new Failure(Failure.Kind.UNAVAILABLE, "test.away", "It is away.", "Wait.");
    }
    return questions.apply(this::get);
  }

  private Optional<JsonNode> get(String path) {
    if (refused.stream().anyMatch(path::startsWith)) {
      throw new Failure(Failure.Kind.FORBIDDEN, "test.refused", "It is refused.", "Ask.");
    }
    return path.startsWith("/api/v1/pods")
        ? Optional.of(Json.parse(Json.bytes(Map.of("items", pods))))
        : Optional.ofNullable(others.get(path));
  }

  static String login(String password) {
    return base64("tester:" + password);
  }

  static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  static String secret(String config) {
    return "{\"type\":\"kubernetes.io/dockerconfigjson\",\"data\":{\".dockerconfigjson\":\"%s\"}}"
        .formatted(base64(config));
  }
}
