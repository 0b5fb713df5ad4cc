package redoubt.encryption.kube;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import redoubt.core.Failure;
import redoubt.web.Json;

/**
 * The cluster's own rewriting: an object of {@code storagemigration.k8s.io/v1beta1} (Kubernetes
 * 1.35 and later, where both the API server and kube-controller-manager have it turned on) has the
 * controller write all objects of one resource anew. Of what it says, only how far it is comes from
 * here.
 */
public final class StorageMigrations {
  /** As {@code kubectl} names it. */
  public static final String RESOURCE = "storageversionmigrations.storagemigration.k8s.io";

  /** Where they are. */
  public static final String BASE = "/apis/storagemigration.k8s.io/v1beta1";

  private static final String GROUP = "storagemigration.k8s.io";
  private static final String PLURAL = "storageversionmigrations";
  private static final String VERSION = GROUP + "/v1beta1";
  private static final List<String> VERBS = List.of("create", "get", "delete");

  private final KubeApi api;

  public StorageMigrations(KubeApi api) {
    this.api = api;
  }

  /** What its controller says of one. */
  public enum Standing {
    /** Nothing yet. */
    UNSEEN,
    RUNNING,
    SUCCEEDED,
    FAILED
  }

  /**
   * One of them.
   *
   * @param before resource version that nothing had which was written since it began; empty before
   *     it is known
   */
  public record Seen(Standing standing, Optional<Long> before) {}

  /** Whether the API server has them. */
  public enum Discovery {
    SERVED,
    NOT_SERVED,
    /** The user may not ask. */
    FORBIDDEN
  }

  /**
   * Asks the API server whether it has them.
   *
   * @throws Failure {@code encryption.api-server-…}
   */
  public Discovery discovery() {
    KubeApi.Answer answer = api.send("GET", BASE, KubeLine.Content.NONE);
    if (answer.status() == 404) {
      return Discovery.NOT_SERVED;
    }
    if (answer.status() == 403) {
      return Discovery.FORBIDDEN;
    }
    requireDone(answer.status(), "find the group " + GROUP);
    for (JsonNode resource : KubeApi.parse(answer.body()).path("resources")) {
      if (resource.path("name").asText().equals(PLURAL)) {
        return Discovery.SERVED;
      }
    }
    return Discovery.NOT_SERVED;
  }

  /** What the credential may not do with them that it must. */
  public List<String> missing() {
    return api.missing(new KubeResource(GROUP, PLURAL, BASE, false), VERBS);
  }

  /** Makes one, unless it is there. */
  public void create(String name, KubeResource resource) {
    byte[] object =
        Json.bytes(
            Map.of(
                "apiVersion",
                VERSION,
                "kind",
                "StorageVersionMigration",
                "metadata",
                Map.of("name", name, "labels", Map.of("app.kubernetes.io/managed-by", "redoubt")),
                "spec",
                Map.of(
                    "resource", Map.of("group", resource.group(), "resource", resource.plural()))));
    KubeApi.Answer answer =
        api.send(
            "POST",
            BASE + "/" + PLURAL + "?fieldManager=redoubt",
            new KubeLine.Content(KubeLine.JSON, object));
    if (answer.status() != 409) {
      requireDone(answer.status(), "create " + RESOURCE);
    }
  }

  public Optional<Seen> find(String name) {
    KubeApi.Answer answer = api.send("GET", one(name), KubeLine.Content.NONE);
    if (answer.status() == 404) {
      return Optional.empty();
    }
    requireDone(answer.status(), "get " + RESOURCE);
    JsonNode status = KubeApi.parse(answer.body()).path("status");
    return Optional.of(new Seen(standing(status), before(status)));
  }

  private static Standing standing(JsonNode status) {
    Standing standing = Standing.UNSEEN;
    for (JsonNode condition : status.path("conditions")) {
      if (condition.path("status").asText().equals("True")) {
        switch (condition.path("type").asText()) {
          case "Succeeded" -> {
            return Standing.SUCCEEDED;
          }
          case "Failed" -> {
            return Standing.FAILED;
          }
          case "Running" -> standing = Standing.RUNNING;
          default -> {}
        }
      }
    }
    return standing;
  }

  private static Optional<Long> before(JsonNode status) {
    String version = status.path("resourceVersion").asText();
    return version.matches("[0-9]{1,18}") ? Optional.of(Long.valueOf(version)) : Optional.empty();
  }

  /** Ends it, if it is there; writes that are under way go on. */
  public void delete(String name) {
    KubeApi.Answer answer = api.send("DELETE", one(name), KubeLine.Content.NONE);
    if (answer.status() != 404) {
      requireDone(answer.status(), "delete " + RESOURCE);
    }
  }

  private static String one(String name) {
    return BASE + "/" + PLURAL + "/" + KubeApi.escaped(name);
  }

  private static void requireDone(int status, String what) {
    if (status / 100 != 2) {
      throw new KubeRefused(status, what);
    }
  }
}
