package redoubt.keys.console;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;
import redoubt.core.Failure;
import redoubt.web.Request;
import redoubt.web.console.Answer;
import redoubt.web.console.Api;
import redoubt.web.console.Moment;

/** The Key Protect API of one instance, as a page calls it. */
final class KeyApi {
  private static final String KEYS = "/api/v2/keys";

  private final Api api;

  KeyApi(Api api) {
    this.api = api;
  }

  Answer get(Request page, String path) {
    return api.get(page, path, headers(page));
  }

  /** One key without its payload. */
  JsonNode key(Request page, String id) {
    return check(get(page, key(id) + "/metadata")).json().path("resources").path(0);
  }

  /** What depends on a key. */
  Dependency dependency(Request page, String id, Function<Instant, Moment> moments) {
    String instance = Api.segment(page.pathParameter("instance"));
    String path = "/v1/instances/" + instance + "/keys/" + Api.segment(id) + "/dependents";
    return Dependency.of(api.get(page, path).json(), moments);
  }

  /** How many keys a list would have. */
  long count(Request page, Map<String, String> query, Map<String, String> headers) {
    Map<String, String> all = new LinkedHashMap<>(headers(page));
    all.putAll(headers);
    Answer answer = api.call(page, "HEAD", Api.path(KEYS, query), all, new byte[0]);
    String total = answer.response().headers().getOrDefault("Key-Total", "0");
    return total.matches("[0-9]{1,12}") ? Long.parseLong(total) : 0;
  }

  List<JsonNode> keys(Request page, Map<String, String> query, Map<String, String> headers) {
    Map<String, String> all = new LinkedHashMap<>(headers(page));
    all.putAll(headers);
    return check(api.get(page, Api.path(KEYS, query), all)).items();
  }

  /** Sends a change; a body of {@code null} is none. */
  JsonNode change(Request page, String method, String path) {
    return check(api.call(page, method, path, headers(page), new byte[0])).json();
  }

  JsonNode change(
      Request page,
      String method,
      String path,
      Map<String, String> more,
      String type,
      Object body) {
    Map<String, String> all = new LinkedHashMap<>(headers(page));
    all.putAll(more);
    Map<String, Object> collection =
        Map.of(
            "metadata",
            Map.of(
                "collectionType",
                "application/vnd.ibm.kms." + type + "+json",
                "collectionTotal",
                1),
            "resources",
            List.of(body));
    return check(api.send(page, method, path, all, collection)).json();
  }

  static String key(String id) {
    return KEYS + "/" + Api.segment(id);
  }

  /**
   * @throws Failure what the API refused with, with a word on what to do
   */
  static Answer check(Answer answer) {
    if (answer.ok()) {
      return answer;
    }
    JsonNode reason = answer.body().path("resources").path(0).path("reasons").path(0);
    if (!reason.isObject()) {
      throw answer.failure();
    }
    String code = reason.path("code").asText("ERROR");
    throw new Failure(
        answer.kind(),
        "kms." + code.toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-"),
        reason.path("message").asText("The key service refused."),
        advice(code));
  }

  private static Map<String, String> headers(Request page) {
    return Map.of("bluemix-instance", page.pathParameter("instance"));
  }

  private static String advice(String code) {
    return switch (code) {
      case "KEY_NOT_FOUND_ERR" -> "It may have been purged; look at the list of keys.";
      case "KEY_DELETED_ERR" -> "Restore it first, while that is still possible.";
      case "PROTECTED_RESOURCE_ERR" ->
          "See its registrations: move what uses it to another key, or delete with force.";
      case "PREV_KEY_DEL_ERR" ->
          "A registration keeps the key from being deleted; remove what it protects first.";
      case "AUTHORIZATIONS_NOT_MET" ->
          "Deleting this key takes two people: set it for deletion, then let another one delete"
              + " it.";
      case "KEY_ROTATION_NOT_PERMITTED" -> "A key can be rotated once an hour; wait a while.";
      case "REQ_TOO_EARLY_ERR" -> "Wait a moment, then try again.";
      case "KEY_ACTION_INVALID_STATE_ERR" -> "Look at the key's state: the action does not fit it.";
      case "KEY_RESTORE_EXPIRED" -> "The time to restore it is over.";
      case "KEY_CREATE_IMPORT_ACCESS_ERR" ->
          "The instance's policy does not allow such keys; ask a manager.";
      default -> "Check what you entered, then try again.";
    };
  }
}
