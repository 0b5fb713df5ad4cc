package redoubt.server.browser;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import redoubt.testkit.HttpsCaller;
import redoubt.web.Json;

/**
 * Two tenants with their keys and people.
 *
 * @param instance the first tenant, {@code default}
 * @param key a root key of it that is used all the time, rotated twice, with an alias, a policy and
 *     registrations
 * @param disabled a disabled key of it
 * @param deleted a deleted key of it
 * @param guarded a key of it that takes two people to delete
 * @param foreignInstance the second tenant
 * @param foreignKey a key of it
 * @param foreigner API key of somebody who manages the second tenant only
 * @param reader API key of somebody who reads the first tenant only
 * @param readerUser id of that person
 * @param fleet clusters of the first tenant
 * @param goods images of the first tenant
 */
record Town(
    String instance,
    String key,
    String disabled,
    String deleted,
    String guarded,
    String foreignInstance,
    String foreignKey,
    String foreigner,
    String reader,
    String readerUser,
    Fleet fleet,
    Goods goods) {
  /** How far back the town's history goes. */
  static final int HOURS = 72;

  private static final int STEP = 3;

  static Town settle(Site site, LateClock clock, Path directory) {
    HttpsCaller admin = site.admin();
    String home = Site.json(admin.get("/v1/instances")).path("items").path(0).path("id").asText();
    String blue = id(admin.postJson("/v1/instances", "{\"name\":\"team-blue\"}"));
    ring(admin, home, "payments");
    ring(admin, home, "build");
    String reader = id(admin.postJson("/v1/users", "{\"name\":\"Jonas Weber\"}"));
    String manager = id(admin.postJson("/v1/users", "{\"name\":\"Mira Okafor\"}"));
    String plugin = id(admin.postJson("/v1/users", "{\"name\":\"etcd-plugin\",\"service\":true}"));
    grant(admin, home, reader, "READER");
    grant(admin, blue, manager, "MANAGER");
    grant(admin, home, plugin, "WRITER");
    String pluginKey = apiKey(admin, "cluster-frankfurt", plugin);
    HttpsCaller service = site.as(pluginKey);

    String key = newKey(admin, home, "default", "etcd-prod-eu", "Seeds of the etcd in Frankfurt");
    kms(admin, home, "POST", "/keys/" + key + "/aliases/etcd-eu", "");
    policy(admin, home, key, "rotation", Map.of("enabled", true, "interval_month", 3));
    register(service, home, key, "cluster-frankfurt/etcd", "etcd of the production cluster", true);
    register(service, home, key, "cluster-frankfurt/backup", "", false);
    String backups = newKey(admin, home, "default", "backups-2026", "");
    String guarded = newKey(admin, home, "payments", "payments-ledger", "Deleted by two only");
    policy(admin, home, guarded, "dualAuthDelete", Map.of("enabled", true));
    String disabled = newKey(admin, home, "default", "disk-pool-b", "");
    String deleted = newKey(admin, home, "default", "old-ci", "");
    newKey(admin, home, "build", "image-signing-seed", "");
    String foreignKey = newKey(admin, blue, "default", "blue-etcd", "");

    Fleet fleet = Fleet.settle(site, directory, home, pluginKey);
    for (int hour = STEP; hour <= HOURS; hour += STEP) {
      clock.catchUp(Duration.ofHours(STEP));
      admin = site.admin();
      use(admin, home, key, 1 + hour * 7 % 5);
      if (hour % (3 * STEP) == 0) {
        use(admin, home, backups, 1);
      }
      if (hour == 24 || hour == 48) {
        kms(admin, home, "POST", "/keys/" + key + "/actions/rotate", "");
      }
      if (hour == 54) {
        kms(admin, home, "POST", "/keys/" + disabled + "/actions/disable", "");
        kms(admin, home, "DELETE", "/keys/" + deleted, "");
        admin
            .with("Bluemix-Instance", home)
            .postJson("/api/v2/keys/" + disabled + "/actions/wrap", "{}");
      }
      fleet.hour(hour);
    }
    return new Town(
        home,
        key,
        disabled,
        deleted,
        guarded,
        blue,
        foreignKey,
        apiKey(admin, "laptop", manager),
        apiKey(admin, "dashboard", reader),
        reader,
        fleet,
        Goods.bring(site.admin(), home));
  }

  /** Makes a root key. */
  String rootKey(HttpsCaller caller, String tenant, String ring, String name, String description) {
    return newKey(caller, tenant, ring, name, description);
  }

  static String newKey(
      HttpsCaller caller, String tenant, String ring, String name, String description) {
    Map<String, Object> key = new LinkedHashMap<>();
    key.put("type", "application/vnd.ibm.kms.key+json");
    key.put("name", name);
    key.put("extractable", false);
    if (!description.isEmpty()) {
      key.put("description", description);
    }
    JsonNode made =
        kms(caller.with("X-Kms-Key-Ring", ring), tenant, "POST", "/keys", collection("key", key));
    return made.path("resources").path(0).path("id").asText();
  }

  private static void use(HttpsCaller caller, String tenant, String key, int times) {
    String seed = Base64.getEncoder().encodeToString(new byte[32]);
    for (int i = 0; i < times; i++) {
      JsonNode wrapped =
          kms(caller, tenant, "POST", "/keys/" + key + "/actions/wrap", json("plaintext", seed));
      String sealed = wrapped.path("ciphertext").asText();
      kms(caller, tenant, "POST", "/keys/" + key + "/actions/unwrap", json("ciphertext", sealed));
    }
  }

  private static void ring(HttpsCaller caller, String tenant, String ring) {
    kms(caller, tenant, "POST", "/key_rings/" + ring, "");
  }

  private static void policy(
      HttpsCaller caller, String tenant, String key, String kind, Map<String, Object> policy) {
    String body =
        collection("policy", Map.of("type", "application/vnd.ibm.kms.policy+json", kind, policy));
    kms(caller, tenant, "PUT", "/keys/" + key + "/policies?policy=" + kind, body);
  }

  private static void register(
      HttpsCaller caller,
      String tenant,
      String key,
      String resource,
      String description,
      boolean prevents) {
    String name = "crn:v1:redoubt:private:kubernetes:eu-central:a/frankfurt:prod:" + resource;
    Map<String, Object> body = new LinkedHashMap<>();
    body.put("preventKeyDeletion", prevents);
    if (!description.isEmpty()) {
      body.put("description", description);
    }
    String path =
        "/keys/" + key + "/registrations/" + URLEncoder.encode(name, StandardCharsets.UTF_8);
    kms(caller, tenant, "POST", path, collection("registration_input", body));
  }

  private static void grant(HttpsCaller caller, String tenant, String user, String role) {
    Site.json(
        caller.postJson(
            "/v1/instances/" + tenant + "/grants", text(Map.of("user", user, "role", role))));
  }

  private static String apiKey(HttpsCaller caller, String name, String user) {
    return Site.json(caller.postJson("/v1/apikeys", text(Map.of("name", name, "user", user))))
        .path("apikey")
        .asText();
  }

  private static JsonNode kms(
      HttpsCaller caller, String tenant, String method, String path, String body) {
    HttpsCaller called = caller.with("Bluemix-Instance", tenant);
    return Site.json(
        (body.isEmpty() ? called : called.with("Content-Type", "application/json"))
            .send(method, "/api/v2" + path, body));
  }

  private static String collection(String type, Map<String, Object> resource) {
    return text(
        Map.of(
            "metadata",
            Map.of(
                "collectionType",
                "application/vnd.ibm.kms." + type + "+json",
                "collectionTotal",
                1),
            "resources",
            List.of(resource)));
  }

  private static String json(String name, String value) {
    return text(Map.of(name, value));
  }

  private static String text(Map<String, Object> value) {
    return new String(Json.bytes(value), StandardCharsets.UTF_8);
  }

  private static String id(java.net.http.HttpResponse<String> made) {
    return Site.json(made).path("id").asText();
  }
}
