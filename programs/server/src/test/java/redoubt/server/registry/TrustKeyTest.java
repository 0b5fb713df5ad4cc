package redoubt.server.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redoubt.server.RunningHouse;
import redoubt.server.ServerOptions;
import redoubt.testkit.HttpsCaller;
import redoubt.web.Json;

/** Root keys that guard the signed collections of a namespace, on a whole server. */
final class TrustKeyTest {
  @TempDir static Path directory;

  private static RunningHouse running;
  private static HttpsCaller admin;
  private static String instance;
  private static int count;

  @BeforeAll
  static void start() {
    running =
        RunningHouse.start(
            directory.resolve("server"),
            InstantSource.system(),
            ServerOptions.RegistryOptions.USUAL);
    instance = json(running.admin().get("/v1/instances"), 200).at("/items/0/id").asText();
    admin = running.admin().with("Bluemix-Instance", instance);
  }

  @AfterAll
  static void stop() {
    running.close();
  }

  private static JsonNode json(HttpResponse<String> answer, int status) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    return Json.parse(answer.body().getBytes(UTF_8));
  }

  private static String namespace() {
    count++;
    String name = "team" + count;
    JsonNode _ =
        json(
            admin.postJson(
                "/v1/instances/" + instance + "/namespaces", "{\"name\":\"" + name + "\"}"),
            201);
    return name;
  }

  private static String key(boolean extractable) {
    return json(
            admin.postJson(
                "/api/v2/keys",
                """
                {"metadata":{"collectionType":"application/vnd.ibm.kms.key+json","collectionTotal":1},
                 "resources":[{"type":"application/vnd.ibm.kms.key+json","name":"root","extractable":%s}]}
                """
                    .formatted(extractable)),
            201)
        .at("/resources/0/id")
        .asText();
  }

  private static String trustKey(String namespace) {
    return "/v1/instances/" + instance + "/namespaces/" + namespace + "/trust-key";
  }

  private static HttpResponse<String> set(HttpsCaller caller, String namespace, String key) {
    return caller
        .with("Content-Type", "application/json")
        .send("PUT", trustKey(namespace), "{\"rootKey\":\"" + key + "\"}");
  }

  private static int registrations(String key) {
    return json(admin.get("/api/v2/keys/" + key + "/registrations"), 200).at("/resources").size();
  }

  private static HttpsCaller managerOf(String namespace, String... more) {
    String user =
        RunningHouse.text(admin.postJson("/v1/users", "{\"name\":\"of " + namespace + "\"}"), "id");
    JsonNode _ = grant(user, "\"role\":\"MANAGER\",\"namespace\":\"" + namespace + "\"");
    for (String role : more) {
      JsonNode _ = grant(user, role);
    }
    return running.as(
        RunningHouse.text(
            admin.postJson("/v1/apikeys", "{\"name\":\"t\",\"user\":\"" + user + "\"}"), "apikey"));
  }

  private static JsonNode grant(String user, String role) {
    return json(
        admin.postJson(
            "/v1/instances/" + instance + "/grants", "{\"user\":\"" + user + "\"," + role + "}"),
        201);
  }

  /** Whoever may not see a key ring learns nothing of which ids it has. */
  @Test
  void aKeyThatTheCallerMayNotSeeIsAnsweredLikeOneThatIsNotThere() {
    String namespace = namespace();
    HttpsCaller manager = managerOf(namespace);
    HttpResponse<String> unknown = set(manager, namespace, "00000000-0000-4000-8000-000000000000");

    assertThat(unknown.statusCode()).isEqualTo(404);
    assertThat(RunningHouse.text(unknown, "code")).isEqualTo("signatures.no-root-key");
    for (String there : new String[] {key(false), key(true), "", "no key's name"}) {
      HttpResponse<String> unseen = set(manager, namespace, there);
      assertThat(unseen.statusCode()).isEqualTo(404);
      for (String field : new String[] {"code", "detail", "title"}) {
        assertThat(RunningHouse.text(unseen, field)).isEqualTo(RunningHouse.text(unknown, field));
      }
    }
  }

  @Test
  void aKeyThatTheCallerMayOnlySeeIsRefused() {
    String namespace = namespace();
    HttpsCaller manager = managerOf(namespace, "\"role\":\"READER\",\"ring\":\"default\"");

    assertThat(RunningHouse.text(set(manager, namespace, key(false)), "code"))
        .isEqualTo("signatures.key-forbidden");
  }

  @Test
  void aRootKeyIsRegisteredUntilAnotherOneGuards() {
    String namespace = namespace();
    String first = key(false);
    String second = key(false);
    JsonNode _ = json(set(admin, namespace, first), 200);
    assertThat(registrations(first)).isEqualTo(1);

    JsonNode _ = json(set(admin, namespace, second), 200);

    assertThat(registrations(first)).isZero();
    assertThat(registrations(second)).isEqualTo(1);
  }

  @Test
  void aNamespaceThatIsRemovedLetsItsRootKeyGo() {
    String namespace = namespace();
    String root = key(false);
    JsonNode _ = json(set(admin, namespace, root), 200);

    HttpResponse<String> removed =
        admin.send("DELETE", "/v1/instances/" + instance + "/namespaces/" + namespace, "");

    assertThat(removed.statusCode()).as(removed.body()).isBetween(200, 204);
    assertThat(registrations(root)).isZero();
    HttpResponse<String> deleted = admin.send("DELETE", "/api/v2/keys/" + root, "");
    assertThat(deleted.statusCode()).as(deleted.body()).isBetween(200, 204);
  }
}
