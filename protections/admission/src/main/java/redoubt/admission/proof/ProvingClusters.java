package redoubt.admission.proof;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import redoubt.admission.Clusters;
import redoubt.core.Failure;
import redoubt.web.Json;

/**
 * Clusters, among which those of proofs have no API server: their policies are in the memory of the
 * server that runs the proof, and are read from there in its place. All else of them is as with
 * others.
 */
public final class ProvingClusters implements Clusters {
  private final Clusters others;
  private final Map<String, Optional<Map<String, List<JsonNode>>>> policies =
      new ConcurrentHashMap<>();

  public ProvingClusters(Clusters others) {
    this.others = others;
  }

  /** From now on, such policies and no others. */
  void has(String cluster, List<Map<String, ?>> documents) {
    Map<String, List<JsonNode>> lists = new HashMap<>();
    for (Map<String, ?> document : documents) {
      JsonNode policy = Json.parse(Json.bytes(document));
      lists
          .computeIfAbsent(
              "/apis/"
                  + policy.path("apiVersion").asText()
                  + (policy.path("kind").asText().equals("ImagePolicy")
                      ? "/imagepolicies"
                      : "/clusterimagepolicies"),
              _ -> new ArrayList<>())
          .add(policy);
    }
    policies.put(cluster, Optional.of(lists));
  }

  /** From now on its API server answers nothing. */
  void isAway(String cluster) {
    policies.put(cluster, Optional.empty());
  }

  void forget(String cluster) {
    policies.remove(cluster);
  }

  @Override
  public List<Cluster> all() {
    return others.all();
  }

  @Override
  public Cluster require(String instance, String idOrName) {
    return others.require(instance, idOrName);
  }

  @Override
  public <T> T visit(Cluster cluster, Function<Api, T> questions) {
    Optional<Map<String, List<JsonNode>>> there = policies.get(cluster.id());
    if (there == null) {
      return others.visit(cluster, questions);
    }
    Map<String, List<JsonNode>> lists = there.orElseThrow(ProvingClusters::away);
    return questions.apply(path ->
        Optional.ofNullable(lists.get(path.replaceFirst("[?].*", "")))
            .map(items -> Json.parse(Json.bytes(Map.of("items", items)))));
  }

  private static Failure away() {
    return new Failure(
        Failure.Kind.UNAVAILABLE,
        "admission.proof-away",
        "The API server of a proof is away.",
        "Wait for the proof to end.");
  }
}
