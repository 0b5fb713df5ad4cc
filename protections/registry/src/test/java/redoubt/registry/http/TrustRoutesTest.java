package redoubt.registry.http;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import redoubt.oci.RepositoryName;
import redoubt.registry.TrustCollections;
import redoubt.registry.access.TokenDesk;
import redoubt.registry.testing.Answer;
import redoubt.registry.testing.Client;
import redoubt.registry.testing.Registry;
import redoubt.web.Grant;
import redoubt.web.Part;
import redoubt.web.Role;

/** The paths of notary's server: who may come in, what is asked for, how errors are told. */
class TrustRoutesTest {
  private static final String APP = "/v2/registry.test:8443/team/app/_trust/tuf/";
  private static final String FORM = "multipart/form-data; boundary=xYz";
  private static final String HASH = "ab".repeat(32);

  @AutoClose private static final Registry REGISTRY = Registry.start();

  @BeforeAll
  static void namespaces() {
    REGISTRY.namespace(Registry.TENANT, "team", false);
    REGISTRY.namespace(Registry.TENANT, "open", true);
  }

  private static Client manager() {
    return REGISTRY.as("manager", Grant.inInstance(Role.MANAGER, Registry.TENANT));
  }

  private static String text(Answer answer) {
    return new String(answer.body(), UTF_8);
  }

  private static byte[] form(String... files) {
    StringBuilder body = new StringBuilder();
    for (String file : files) {
      body.append("--xYz\r\nContent-Disposition: form-data; name=\"files\"; filename=\"")
          .append(file)
          .append("\"\r\nContent-Type: application/octet-stream\r\n\r\n{\"")
          .append(file)
          .append("\"}\r\n");
    }
    return body.append("--xYz--\r\n").toString().getBytes(UTF_8);
  }

  private static Answer publish(Client client, String path, byte[] form) {
    return client.with("Content-Type", FORM).send("POST", path, form);
  }

  @Test
  void aFileIsTheNewestOrOneByHashOrByVersion() {
    Client reader = REGISTRY.reader();
    String gun = "registry.test:8443/team/app ";
    assertThat(text(reader.get(APP + "root.json").expect(200))).isEqualTo(gun + "root");
    assertThat(text(reader.get(APP + "targets/releases.json").expect(200)))
        .isEqualTo(gun + "targets/releases");
    assertThat(text(reader.get(APP + "targets/a/b/c/d/e." + HASH + ".json").expect(200)))
        .isEqualTo(gun + "targets/a/b/c/d/e by hash " + HASH);
    assertThat(text(reader.get(APP + "12.root.json").expect(200)))
        .isEqualTo(gun + "root by version 12");
    assertThat(reader.get(APP + "root.json").header("Cache-Control")).contains("private, no-cache");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"missing.json", "root.txt", "root", "root.json/", "", "a/b/c/d/e/f/g.json"})
  void whatIsNotThereIsNotFound(String file) {
    Answer answer = REGISTRY.reader().get(APP + file);
    assertThat(answer.status()).isEqualTo(404);
  }

  @Test
  void aHeadIsNotFound() {
    assertThat(REGISTRY.reader().send("HEAD", APP + "root.json").status()).isEqualTo(404);
    assertThat(REGISTRY.writer().send("HEAD", APP + "timestamp.key").status()).isEqualTo(404);
    Answer missing = REGISTRY.reader().get(APP + "missing.json");
    assertThat(text(missing))
        .contains("\"METADATA_NOT_FOUND\"", "You have requested metadata that does not exist.");
  }

  @Test
  void allFilesOfAFormArePublishedAtOnce() {
    publish(REGISTRY.writer(), APP, form("root", "targets.json", "targets/releases")).expect(200);
    assertThat(REGISTRY.shelf().done().getLast())
        .isEqualTo(
            "publish {root={\"root\"}, targets={\"targets.json\"},"
                + " targets/releases={\"targets/releases\"}} to registry.test:8443/team/app in"
                + " team/app by writer");
  }

  @Test
  void whatIsNoFormIsRefused() {
    Client writer = REGISTRY.writer();
    int before = REGISTRY.shelf().done().size();
    String good = new String(form("root"), UTF_8);
    for (String bad :
        List.of(
            "",
            "--xYz",
            "x" + good,
            good.replace("--xYz--", "--xY"),
            good.replace("\r\n\r\n", "\r\n"),
            good.replace("\n", ""),
            good.substring(0, good.length() - 6),
            new String(form("root", "root"), UTF_8))) {
      Answer answer = publish(writer, APP, bad.getBytes(UTF_8));
      assertThat(answer.status()).as(bad).isEqualTo(400);
      assertThat(text(answer)).as(bad).contains("MALFORMED_UPLOAD");
    }
    assertThat(text(publish(writer, APP, form("")))).contains("NO_FILENAME");
    assertThat(
            text(writer.with("Content-Type", "application/json").send("POST", APP, form("root"))))
        .contains("MALFORMED_UPLOAD");
    assertThat(REGISTRY.shelf().done()).hasSize(before);
  }

  @Test
  void readersFetchWritersPublishManagersDeleteAndRotate() {
    Client reader = REGISTRY.reader();
    Client writer = REGISTRY.writer();
    reader.get(APP + "timestamp.key").expect(401);
    publish(reader, APP, form("root")).expect(401);
    writer.get(APP + "timestamp.key").expect(200);
    writer.send("POST", APP + "snapshot.key").expect(401);
    writer.send("DELETE", APP).expect(401);
    assertThat(text(manager().send("POST", APP + "snapshot.key").expect(200)))
        .contains("new key of snapshot");
    manager().send("DELETE", APP).expect(200);
    assertThat(REGISTRY.shelf().done().getLast())
        .isEqualTo("delete registry.test:8443/team/app by manager");
    assertThat(REGISTRY.refusals()).contains("trust.delete web.forbidden");
  }

  @Test
  void aRoleInTheRepositoryIsEnough() {
    Client own =
        REGISTRY.as(
            "own", Grant.inPart(Role.MANAGER, Registry.TENANT, Part.repository("team/app")));
    own.send("DELETE", APP).expect(200);
    own.send("DELETE", APP.replace("team/app", "team/other")).expect(401);
  }

  @ParameterizedTest
  @ValueSource(strings = {"root.json", "timestamp.key"})
  void aForeignCollectionIsAnsweredLikeOneThatIsNotThere(String file) {
    Answer foreign = REGISTRY.stranger().get(APP + file).expect(401);
    Answer none = REGISTRY.stranger().get(APP.replace("team/app", "none/app") + file).expect(401);
    assertThat(text(foreign).replace("team", "none")).isEqualTo(text(none));
  }

  @Test
  void aVisitorReadsWhatIsOpen() {
    String open = APP.replace("team/app", "open/app");
    REGISTRY.visitor().get(open + "root.json").expect(200);
    REGISTRY.visitor().get(open + "timestamp.key").expect(401);
    publish(REGISTRY.visitor(), open, form("root")).expect(401);
    REGISTRY.visitor().get(APP + "root.json").expect(401);
  }

  @Test
  void aChallengeNamesTheCollection() {
    for (Map.Entry<String, String> call :
        Map.of(
                "GET " + APP + "root.json", "pull",
                "GET " + APP + "timestamp.key", "pull,push",
                "POST " + APP, "pull,push",
                "POST " + APP + "timestamp.key", "*",
                "DELETE " + APP, "*")
            .entrySet()) {
      String[] words = call.getKey().split(" ", -1);
      assertThat(REGISTRY.visitor().send(words[0], words[1]).expect(401).header("WWW-Authenticate"))
          .contains(
              "Bearer realm=\"https://registry.test:8443/v2/_auth/token\",service=\"redoubt\","
                  + "scope=\"repository:registry.test:8443/team/app:"
                  + call.getValue()
                  + "\"");
    }
  }

  @Test
  void aTokenForACollectionIsForItsRepository() {
    for (String gun :
        List.of(
            "registry.test:8443/team/app", "Registry.Test/team/app", "localhost:5000/team/app")) {
      REGISTRY
          .visitor()
          .get("/v2/_auth/token?service=redoubt&scope=repository:" + gun + ":pull,push")
          .expect(200);
      assertThat(REGISTRY.asked().getLast().wishes())
          .as(gun)
          .containsExactly(
              new TokenDesk.Wish(
                  Registry.TENANT, new RepositoryName("team/app"), Set.of("pull", "push")));
    }
    REGISTRY
        .visitor()
        .get("/v2/_auth/token?service=redoubt&scope=repository:evil.test/team/app:pull")
        .expect(200);
    assertThat(REGISTRY.asked().getLast().wishes()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "team/app",
        "localhost/team/app",
        "localhost:5000/team/app",
        "127.0.0.1:1/team/app",
        "REGISTRY.test/team/app"
      })
  void aNameMayHaveAHostOfOurs(String gun) {
    assertThat(text(REGISTRY.reader().get("/v2/" + gun + "/_trust/tuf/root.json").expect(200)))
        .isEqualTo(gun + " root");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "evil.test/team/app",
        "registry.test.evil/team/app",
        "registry.test:8443:1/team/app",
        "registry.test:x/team/app"
      })
  void aNameWithAForeignHostIsRefusedInWordsThatClientsShow(String gun) {
    Answer answer = REGISTRY.reader().get("/v2/" + gun + "/_trust/tuf/root.json").expect(400);
    assertThat(text(answer))
        .contains("INVALID_GUN", "\"Name\":\"ErrValidation\"", "of another registry");
    assertThat(answer.body().length).isLessThan(1024);
  }

  @Test
  void changesAreThoseOfTheCollectionOrOfAllThatSomebodyMayRead() {
    String feed = APP.replace("tuf/", "changefeed");
    assertThat(text(REGISTRY.reader().get(feed + "?records=5").expect(200)))
        .contains("\"count\":1", "\"GUN\":\"registry.test:8443/team/app\"", "\"ID\":\"7\"");
    Client own =
        REGISTRY.as("own2", Grant.inPart(Role.READER, Registry.TENANT, Part.namespace("team")));
    own.get("/v2/_trust/changefeed").expect(200);
    assertThat(REGISTRY.shelf().readers().getLast())
        .containsExactly(
            new TrustCollections.Reader(Registry.TENANT, false, List.of("team"), List.of()));
    assertThat(text(own.get("/v2/_trust/changefeed?records=x").expect(400)))
        .contains("INVALID_PARAMETERS");
    REGISTRY.stranger().get(feed).expect(401);
    REGISTRY.visitor().get("/v2/_trust/changefeed").expect(401);
  }

  @Test
  void healthIsForEverybody() {
    assertThat(text(REGISTRY.visitor().get("/_notary_server/health").expect(200))).isEqualTo("{}");
  }
}
