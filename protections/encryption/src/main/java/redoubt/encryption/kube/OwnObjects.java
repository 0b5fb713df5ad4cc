package redoubt.encryption.kube;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import redoubt.core.Deadline;
import redoubt.core.Failure;
import redoubt.core.Outward;
import redoubt.web.Json;

/**
 * Secrets or config maps of ours in one namespace, each with one text: made, read and deleted by
 * their full names alone. Nobody else's can be named.
 */
public final class OwnObjects implements AutoCloseable {
  private static final String FIELD = "canary";

  private final KubeApi api;
  private final String namespace;
  private final Kind kind;

  /** What objects are made of. */
  public enum Kind {
    SECRETS("secrets", "Secret"),
    CONFIGMAPS("configmaps", "ConfigMap");

    private final String plural;
    private final String name;

    Kind(String plural, String name) {
      this.plural = plural;
      this.name = name;
    }

    public String plural() {
      return plural;
    }
  }

  /**
   * @param deadline for all calls together
   */
  public OwnObjects(
      KubeAccess access, Outward outward, Deadline deadline, Kind kind, String namespace) {
    this.api = new KubeApi(access, outward, deadline);
    this.kind = kind;
    this.namespace = namespace;
  }

  /**
   * What the API server answered.
   *
   * @param text the object's, when it was read
   */
  public record Reply(int status, Optional<String> text) {
    /** Without the text. */
    @Override
    public String toString() {
      return Integer.toString(status);
    }
  }

  /**
   * The labels of the namespace; empty when there is none.
   *
   * @throws Failure {@code encryption.api-server-…}
   */
  public Optional<Map<String, String>> labels() {
    KubeApi.Answer answer =
        api.send("GET", "/api/v1/namespaces/" + namespace, KubeLine.Content.NONE);
    if (answer.status() == 404) {
      return Optional.empty();
    }
    if (answer.status() != 200) {
      throw new KubeRefused(answer.status(), "read the namespace " + namespace);
    }
    Map<String, String> labels = new LinkedHashMap<>();
    KubeApi.parse(answer.body())
        .at("/metadata/labels")
        .properties()
        .forEach(label -> labels.put(label.getKey(), label.getValue().asText()));
    return Optional.of(labels);
  }

  public Reply create(String name, String text) {
    boolean secret = kind == Kind.SECRETS;
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("apiVersion", "v1");
    object.put("kind", kind.name);
    object.put("metadata", Map.of("name", name, "namespace", namespace));
    object.put("data", Map.of(FIELD, secret ? base64(text) : text));
    return reply(api.send("POST", all(), new KubeLine.Content(KubeLine.JSON, Json.bytes(object))));
  }

  /** Reads it as it is in etcd now, not from a cache: the call names no resource version. */
  public Reply read(String name) {
    return reply(api.send("GET", one(name), KubeLine.Content.NONE));
  }

  public Reply delete(String name) {
    return reply(api.send("DELETE", one(name), KubeLine.Content.NONE));
  }

  private Reply reply(KubeApi.Answer answer) {
    if (answer.status() / 100 != 2) {
      return new Reply(answer.status(), Optional.empty());
    }
    JsonNode text = KubeApi.parse(answer.body()).path("data").path(FIELD);
    return new Reply(
        answer.status(), text.isTextual() ? Optional.of(decoded(text.asText())) : Optional.empty());
  }

  private String decoded(String text) {
    try {
      return kind == Kind.SECRETS
          ? new String(Base64.getDecoder().decode(text), StandardCharsets.UTF_8)
          : text;
    } catch (IllegalArgumentException e) {
      return "";
    }
  }

  private static String base64(String text) {
    return Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private String all() {
    return "/api/v1/namespaces/" + namespace + "/" + kind.plural();
  }

  private String one(String name) {
    return all() + "/" + KubeApi.escaped(name);
  }

  @Override
  public void close() {
    api.close();
  }
}
