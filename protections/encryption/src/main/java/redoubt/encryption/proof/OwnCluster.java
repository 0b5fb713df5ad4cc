package redoubt.encryption.proof;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import redoubt.encryption.proof.ProofGround.Answer;
import redoubt.encryption.proof.ProofGround.Visit;
import redoubt.web.Json;

/**
 * A root key and a cluster record of one proof, in the instance that is there for proofs alone,
 * made and used over HTTPS as anybody would. Closing it removes both; the key stays deleted until
 * {@code keys.purged-key} of a later run purges it.
 */
final class OwnCluster implements AutoCloseable {
  private static final Duration ABANDONED = Duration.ofMinutes(30);
  private static final String KEY = "application/vnd.ibm.kms.key+json";

  /** With what the rings begin that proofs' keys are put into. */
  private static final String RING = "kms-" + ProofName.PREFIX;

  private final Visit visit;
  private final String clusters;
  private final ProofName name;
  private @Nullable String key;

  private OwnCluster(Visit visit) {
    this.visit = visit;
    this.clusters = "/v1/instances/" + visit.instance() + "/clusters";
    this.name = ProofName.fresh(visit.now());
  }

  /** Makes both; on the way it removes what killed runs left half an hour ago or earlier. */
  static OwnCluster make(Visit visit) {
    OwnCluster made = new OwnCluster(visit);
    try {
      made.sweep();
      made.build();
      return made;
    } catch (RuntimeException e) {
      made.close();
      throw e;
    }
  }

  private void build() {
    Map<String, Object> wanted = new LinkedHashMap<>();
    wanted.put("type", KEY);
    wanted.put("name", name.text());
    wanted.put("extractable", false);
    JsonNode created =
        must(
            "POST",
            "/api/v2/keys",
            Map.of(
                "metadata",
                Map.of("collectionType", KEY, "collectionTotal", 1),
                "resources",
                List.of(wanted)));
    key = created.at("/resources/0/id").asText();
    must("POST", clusters, Map.of("name", name.text()));
    must("POST", clusters + "/" + name.text() + "/use", Map.of("key", key));
  }

  String name() {
    return name.text();
  }

  /** A new API key of the cluster's plugin, as the bundle for a control plane node has it. */
  String apiKey() {
    JsonNode bundle =
        must(
            "POST",
            clusters + "/" + name.text() + "/bundle",
            Map.of("serverUrl", visit.server().toString(), "ca", authority()));
    for (JsonNode file : bundle.path("files")) {
      if (file.path("path").asText().endsWith("/apikey")) {
        return file.path("content").asText();
      }
    }
    throw new IllegalStateException("the bundle has no API key");
  }

  private String authority() {
    try {
      return Files.readString(visit.authority());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Every key_id that the cluster was given, the newest first. */
  List<String> keyIds() {
    List<String> keyIds = new ArrayList<>();
    must("GET", clusters + "/" + name.text() + "/leases", Map.of())
        .path("generations")
        .forEach(generation -> keyIds.add(generation.path("keyId").asText()));
    return keyIds;
  }

  /** Disables, enables or rotates the root key. */
  void act(String action) {
    must("POST", "/api/v2/keys/" + key + "/actions/" + action, Map.of());
  }

  private JsonNode must(String method, String path, Map<String, ?> body) {
    Answer answer = visit.call(method, path, json(body));
    if (!answer.succeeded()) {
      throw new IllegalStateException(
          "the proof could not be prepared: " + method + " was answered with " + answer);
    }
    return answer.body().isEmpty() ? Json.parse(new byte[] {'{', '}'}) : answer.json();
  }

  private static String json(Map<String, ?> body) {
    return body.isEmpty() ? "" : new String(Json.bytes(body), StandardCharsets.UTF_8);
  }

  private void sweep() {
    Instant before = visit.now().minus(ABANDONED);
    for (JsonNode cluster : must("GET", clusters, Map.of()).path("items")) {
      Optional<ProofName> left = ProofName.parse(cluster.path("name").asText());
      if (left.filter(found -> found.at().isBefore(before)).isPresent()) {
        remove(left.get().text(), Optional.of(cluster.path("key").asText()));
      }
    }
    // A ring with a key that still works is refused, and goes when the key is gone.
    for (JsonNode ring : must("GET", "/api/v2/key_rings", Map.of()).path("resources")) {
      String id = ring.path("id").asText();
      boolean old =
          ring.path("creationDate").isTextual()
              && Instant.parse(ring.path("creationDate").asText()).isBefore(before);
      if (id.startsWith(RING) && old) {
        visit.call("DELETE", "/api/v2/key_rings/" + id + "?force=true", "");
      }
    }
  }

  private void remove(String cluster, Optional<String> rootKey) {
    String ring = visit.call("GET", clusters + "/" + cluster, "").succeeded() ? ring(cluster) : "";
    visit.call("DELETE", clusters + "/" + cluster + "?force=true", "");
    rootKey
        .filter(id -> !id.isEmpty())
        .ifPresent(id -> visit.call("DELETE", "/api/v2/keys/" + id + "?force=true", ""));
    if (ring.startsWith(RING)) {
      visit.call("DELETE", "/api/v2/key_rings/" + ring + "?force=true", "");
    }
  }

  private String ring(String cluster) {
    return must("GET", clusters + "/" + cluster, Map.of()).path("keyRing").asText();
  }

  @Override
  public void close() {
    remove(name.text(), Optional.ofNullable(key));
  }
}
