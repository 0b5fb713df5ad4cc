package redoubt.admission.bypass;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import redoubt.web.Json;

/**
 * What an API server asks about a change.
 *
 * @param apiVersion such as {@code apps/v1}
 * @param kind of the object
 * @param plural of the resource
 * @param subresource such as {@code ephemeralcontainers}
 * @param object as it would be stored
 * @param before as it is stored; empty where it is new
 * @param user who asked the API server
 * @param dryRun nothing may come of it
 * @param isNew whether it would be made, whatever is said of an earlier state
 */
public record Question(
    String apiVersion,
    String kind,
    String plural,
    Optional<String> subresource,
    Map<String, Object> object,
    Optional<Map<String, Object>> before,
    String user,
    boolean dryRun,
    boolean isNew) {
  private static final String USER = "ann";

  /** About an object that would be new. */
  static Question creates(
      String apiVersion, String kind, String plural, Map<String, Object> object) {
    return new Question(
        apiVersion, kind, plural, Optional.empty(), object, Optional.empty(), USER, false, true);
  }

  /** The same object, which was another before. */
  Question after(Map<String, Object> earlier) {
    return new Question(
        apiVersion, kind, plural, subresource, object, Optional.of(earlier), user, dryRun, false);
  }

  /** The same object, new and with an earlier state that no API server would send. */
  public Question pretending(Map<String, Object> earlier) {
    return new Question(
        apiVersion, kind, plural, subresource, object, Optional.of(earlier), user, dryRun, isNew);
  }

  /** At a subresource of it, which carries a kind of its own. */
  Question at(String part, String carried) {
    return new Question(
        apiVersion, carried, plural, Optional.of(part), object, before, user, dryRun, isNew);
  }

  Question by(String who) {
    return new Question(apiVersion, kind, plural, subresource, object, before, who, dryRun, isNew);
  }

  /** The same, of which nothing may come. */
  public Question onlyTried() {
    return new Question(apiVersion, kind, plural, subresource, object, before, user, true, isNew);
  }

  /** {@code CREATE} or {@code UPDATE}. */
  public String operation() {
    return isNew ? "CREATE" : "UPDATE";
  }

  /** Name of the object. */
  public String name() {
    return object.get("metadata") instanceof Map<?, ?> metadata
        ? String.valueOf(metadata.get("name"))
        : "";
  }

  /** With another object in the place of the one that would be stored. */
  public Question with(Map<String, Object> other) {
    return new Question(apiVersion, kind, plural, subresource, other, before, user, dryRun, isNew);
  }

  /** An AdmissionReview of {@code admission.k8s.io/v1}. */
  public byte[] review(String uid, String namespace) {
    return review(uid, namespace, object);
  }

  /**
   * @param stored in the place of the object, as another webhook left it
   */
  byte[] review(String uid, String namespace, Object stored) {
    int slash = apiVersion.indexOf('/');
    String group = slash < 0 ? "" : apiVersion.substring(0, slash);
    String version = apiVersion.substring(slash + 1);
    Map<String, Object> request = new LinkedHashMap<>();
    request.put("uid", uid);
    request.put(
        "kind",
        subresource.isPresent() && !kind.equals("Pod")
            ? carried()
            : Map.of("group", group, "version", version, "kind", kind));
    request.put("resource", Map.of("group", group, "version", version, "resource", plural));
    subresource.ifPresent(part -> request.put("subResource", part));
    request.put("name", name());
    request.put("namespace", namespace);
    request.put("operation", operation());
    request.put("userInfo", Map.of("username", user));
    request.put("object", stored);
    before.ifPresent(earlier -> request.put("oldObject", earlier));
    request.put("dryRun", dryRun);
    return Json.bytes(
        Map.of("apiVersion", "admission.k8s.io/v1", "kind", "AdmissionReview", "request", request));
  }

  /** The kind that a subresource carries, which is of another group at times. */
  private Map<String, String> carried() {
    return kind.equals("Scale")
        ? Map.of("group", "autoscaling", "version", "v1", "kind", kind)
        : Map.of("group", "", "version", "v1", "kind", kind);
  }
}
