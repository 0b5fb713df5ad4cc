package redoubt.admission.review;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;

/**
 * A question of an API server.
 *
 * @param uid which the answer has to repeat
 * @param subresource such as {@code ephemeralcontainers}
 * @param namespace empty for what lies in none
 * @param name empty where the API server has yet to give one
 * @param dryRun nothing may come of it but the answer
 * @param user who asked the API server
 * @param object as it would be stored
 * @param before as it is stored; missing where it is new
 */
public record Review(
    String uid,
    Resource resource,
    String kind,
    Optional<String> subresource,
    String namespace,
    String name,
    Operation operation,
    boolean dryRun,
    String user,
    JsonNode object,
    JsonNode before) {
  /**
   * @param group empty for the core group
   * @param plural such as {@code pods}
   */
  public record Resource(String group, String version, String plural) {}

  /** What would happen to the object. */
  public enum Operation {
    CREATE,
    UPDATE,
    DELETE,
    CONNECT
  }

  /** The same about another state of the object. */
  public Review with(JsonNode another) {
    return new Review(
        uid,
        resource,
        kind,
        subresource,
        namespace,
        name,
        operation,
        dryRun,
        user,
        another,
        before);
  }

  /** As people call it: {@code Deployment team/app}. */
  public String shown() {
    String called = name.isEmpty() ? object.at("/metadata/generateName").asText() + "…" : name;
    return kind + " " + (namespace.isEmpty() ? "" : namespace + "/") + called;
  }
}
