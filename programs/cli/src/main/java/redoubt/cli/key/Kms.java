package redoubt.cli.key;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import redoubt.cli.Instances;
import redoubt.cli.http.Api;
import redoubt.cli.text.JsonText;
import redoubt.core.Failure;

/** The Key Protect API of one instance. */
public final class Kms {
  private static final int PAGE = 1000;

  private final Api api;
  private final String instance;

  public Kms(Api api, String instance) {
    this.api = api;
    this.instance = instance;
  }

  public Api api() {
    return api;
  }

  public String instance() {
    return instance;
  }

  public Api.Call call(String method, String path) {
    return Api.Call.of(method, "/api/v2" + path).header("Bluemix-Instance", instance);
  }

  public JsonNode get(String path) {
    return api.json(call("GET", path));
  }

  /** The only or first resource of an answer; a missing node if it has none. */
  public static JsonNode resource(JsonNode answer) {
    return answer.path("resources").path(0);
  }

  /** A collection of one resource, as requests carry it. */
  public static ObjectNode collection(String type, JsonNode resource) {
    ObjectNode body = JsonText.object();
    body.putObject("metadata")
        .put("collectionType", "application/vnd.ibm.kms." + type + "+json")
        .put("collectionTotal", 1);
    body.putArray("resources").add(resource);
    return body;
  }

  /** Resources of a list that pages by limit and offset. */
  public ArrayNode list(String path, int most) {
    return list(path, most, null);
  }

  /**
   * @param ring the only key ring to look in; {@code null} for all
   */
  ArrayNode list(String path, int most, @Nullable String ring) {
    ArrayNode all = JsonText.array();
    String separator = path.contains("?") ? "&" : "?";
    while (all.size() < most) {
      int limit = Math.min(PAGE, most - all.size());
      Api.Call call = call("GET", path + separator + "limit=" + limit + "&offset=" + all.size());
      JsonNode page =
          api.json(ring == null ? call : call.header("X-Kms-Key-Ring", ring)).path("resources");
      page.forEach(all::add);
      if (page.size() < limit) {
        return all;
      }
    }
    return all;
  }

  /** Calls with the id of a key named by id, alias or name. */
  public JsonNode withKey(String key, Function<String, Api.Call> call) {
    return api.json(call.apply(id(key)));
  }

  /** The key's metadata, whether it was named by id, alias or name. */
  public JsonNode find(String key) {
    return resource(get("/keys/" + id(key) + "/metadata"));
  }

  /**
   * The id of a key named by id, alias or name. Looks names up in the list, so that a name which is
   * not an alias does not stand in the ledger as a refusal. A deleted key does not make the name of
   * a living one ambiguous.
   */
  public String id(String key) {
    if (Instances.isId(key)) {
      return key;
    }
    List<JsonNode> named = new ArrayList<>();
    for (JsonNode found :
        list("/keys?state=0,1,2,3,5&search=" + Api.escaped("exact:" + key), Integer.MAX_VALUE)) {
      for (JsonNode alias : found.path("aliases")) {
        if (alias.asText().equals(key)) {
          return found.path("id").asText();
        }
      }
      if (found.path("name").asText().equals(key)) {
        named.add(found);
      }
    }
    List<JsonNode> living =
        named.stream().filter(one -> one.path("state").asInt() != KeyStates.DESTROYED).toList();
    List<JsonNode> candidates = living.isEmpty() ? named : living;
    if (candidates.size() == 1) {
      return candidates.getFirst().path("id").asText();
    }
    throw candidates.isEmpty()
        ? new Failure(
            Failure.Kind.NOT_FOUND,
            "cli.no-key",
            "There is no key with the id, alias or name " + key + " in this instance.",
            "Choose one of: redoubt key list (deleted ones: --state destroyed).")
        : new Failure(
            Failure.Kind.INVALID,
            "cli.ambiguous-key",
            candidates.size() + " keys are named " + key + ".",
            "Name one by its id or an alias: redoubt key list.");
  }
}
