package redoubt.server.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redoubt.core.Failure;
import redoubt.server.House;
import redoubt.testkit.Await;
import redoubt.testkit.MovableClock;
import redoubt.testkit.TestDatabase;

/** Two servers on one database and one directory of master keys. */
class TwoServersTest {
  private static final Duration AT_ONCE = Duration.ofSeconds(2);
  private static final Duration SOON = Duration.ofSeconds(30);
  private static final String PLAINTEXT = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";

  @TempDir private Path directory;
  private TestDatabase database;

  @BeforeEach
  void makeDatabase() {
    database = TestDatabase.create();
  }

  @AfterEach
  void dropDatabase() {
    database.close();
  }

  private House open(String name) {
    return open(name, InstantSource.system());
  }

  private House open(String name, InstantSource clock) {
    return Houses.open(
        directory.resolve(name),
        database.settings(),
        Houses.filesIn(directory.resolve("seal")),
        clock);
  }

  private KeyCaller admin(House house) {
    return Houses.admin(house, directory.resolve("a"));
  }

  @Test
  void aServerWithoutTheMasterKeysOfTheDatabaseIsRefused() {
    try (House _ = open("a")) {
      assertThatThrownBy(() ->
              Houses.open(
                  directory.resolve("b"),
                  database.settings(),
                  Houses.filesIn(directory.resolve("another seal")),
                  InstantSource.system()))
          .isInstanceOfSatisfying(
              Failure.class,
              failure -> {
                assertThat(failure.code()).isEqualTo("seal.not-here");
                assertThat(failure.remedy()).contains("--seal-dir");
              });
    }
  }

  @Test
  void whatOneWrappedTheOtherUnwraps() {
    try (House a = open("a");
        House b = open("b")) {
      String key = admin(a).newKey();
      String ciphertext = KeyCaller.text(admin(a).wrap(key, PLAINTEXT), "ciphertext");
      assertThat(KeyCaller.text(admin(b).unwrap(key, ciphertext), "plaintext"))
          .isEqualTo(PLAINTEXT);
    }
  }

  @Test
  void aTokenOfOneIsGoodAtTheOther() throws Exception {
    try (House a = open("a");
        House b = open("b")) {
      HttpResponse<String> answer =
          Houses.stranger(a)
              .postForm(
                  "/identity/token",
                  "grant_type=urn:ibm:params:oauth:grant-type:apikey&apikey="
                      + Files.readString(a.apiKeyFile()).strip());
      KeyCaller atB =
          KeyCaller.withToken(KeyCaller.text(answer, "access_token"), Houses.stranger(b));
      assertThat(atB.create().statusCode()).isEqualTo(201);
    }
  }

  @Test
  void aKeyThatOneDisabledDeletedOrRotatedIsSoAtTheOtherAtOnce() {
    try (House a = open("a");
        House b = open("b")) {
      KeyCaller atA = admin(a);
      KeyCaller atB = admin(b);
      String disabled = usedAt(atA, atB);
      String deleted = usedAt(atA, atB);
      String rotated = usedAt(atA, atB);
      assertThat(atA.act(disabled, "disable").statusCode()).isEqualTo(204);
      Await.until(AT_ONCE, "409", () -> atB.wrap(disabled, PLAINTEXT).statusCode() == 409);
      assertThat(atA.https().delete("/api/v2/keys/" + deleted).statusCode()).isEqualTo(204);
      Await.until(AT_ONCE, "410", () -> atB.wrap(deleted, PLAINTEXT).statusCode() == 410);
      String before = version(atB.wrap(rotated, PLAINTEXT));
      assertThat(atA.act(rotated, "rotate").statusCode()).isEqualTo(204);
      Await.until(
          AT_ONCE, "new version", () -> !version(atB.wrap(rotated, PLAINTEXT)).equals(before));
    }
  }

  /** A key that both servers have in their caches. */
  private static String usedAt(KeyCaller one, KeyCaller other) {
    String key = one.newKey();
    KeyCaller.require(one.wrap(key, PLAINTEXT), 200);
    KeyCaller.require(other.wrap(key, PLAINTEXT), 200);
    return key;
  }

  private static String version(HttpResponse<String> wrapped) {
    return KeyCaller.require(wrapped, 200).at("/keyVersion/id").asText();
  }

  @Test
  void whatTimeDoesIsDoneOnce() throws Exception {
    // Clients judge certificates by the real time, so that is where the story ends.
    MovableClock clock =
        new MovableClock(InstantSource.system().instant().minus(Duration.ofDays(31)));
    List<String> expiring = new ArrayList<>();
    List<String> rotating = new ArrayList<>();
    try (House a = open("a", clock)) {
      KeyCaller caller = admin(a);
      Instant end = clock.instant().plus(Duration.ofDays(1));
      for (int i = 0; i < 5; i++) {
        expiring.add(KeyCaller.idOf(caller.createExpiring(end)));
        String key = caller.newKey();
        KeyCaller.require(caller.rotateEveryMonth(key), 200);
        rotating.add(key);
      }
    }
    clock.advance(Duration.ofDays(31));
    try (House a = open("a", clock);
        House b = open("b", clock)) {
      KeyCaller caller = admin(b);
      Await.until(
          SOON, "rotated", () -> rotating.stream().allMatch(key -> caller.versions(key) >= 2));
      KeyCaller atA = admin(a);
      Await.until(SOON, "expired", () -> expiring.stream().allMatch(key -> isExpired(atA, key)));
      Map<String, Integer> done = Recorded.calls(caller.get("/v1/ledger/export").body(), "time");
      done.keySet().removeIf(call -> !call.startsWith("kms."));
      assertThat(done).hasSize(10);
      assertThat(done.values()).containsOnly(1);
      assertThat(rotating).allSatisfy(key -> assertThat(caller.versions(key)).isEqualTo(2));
    }
  }

  private static boolean isExpired(KeyCaller caller, String key) {
    return KeyCaller.require(caller.get("/api/v2/keys/" + key + "/metadata"), 200)
            .at("/resources/0/state")
            .asInt()
        == 3;
  }

  @Test
  void eachShowsItsOwnCertificate() throws Exception {
    try (House a = open("a");
        House b = open("b")) {
      assertThat(Files.readString(a.caFile())).isNotEqualTo(Files.readString(b.caFile()));
      assertThat(Houses.stranger(a).get("/livez").statusCode()).isEqualTo(200);
      assertThat(Houses.stranger(b).get("/livez").statusCode()).isEqualTo(200);
    }
  }

  @Test
  void whenOneDiesTheOtherGoesOnWithWhatItHadBegun() throws Exception {
    Load load = new Load();
    KeptHeads heads = new KeptHeads(directory);
    ServerProcess a =
        ServerProcess.start(
            directory.resolve("a"),
            Map.of("PGPASSWORD", database.settings().password()),
            "--database-url",
            url(),
            "--seal-dir",
            directory.resolve("seal").toString(),
            "--images-dir",
            directory.resolve("images").toString());
    try (House b = open("b")) {
      KeyCaller atA = a.admin();
      KeyCaller atB = admin(b);
      heads.keep(atA);
      try (Load.Running _ = load.start(atA, 4);
          Load.Running _ = load.start(atB, 4)) {
        Await.until(SOON, "work", () -> load.acknowledged() > 200);
        assertThat(atA.https().postJson("/v1/seal/rotate", "").statusCode()).isEqualTo(202);
        a.kill();
        int then = load.acknowledged();
        Await.until(SOON, "work goes on", () -> load.acknowledged() > then + 200);
        Await.until(SOON, "the new master key", () -> isRotated(atB));
      }
      heads.assertContinued(atB);
      assertThat(load.strange()).isEmpty();
      assertThat(load.lost(atB)).isEmpty();
      assertThat(load.missingIn(heads.assertVerified(atB))).isEmpty();
    } finally {
      a.kill();
    }
  }

  private String url() {
    return "postgresql://"
        + database.settings().user()
        + "@"
        + database.settings().url().substring("jdbc:postgresql://".length());
  }

  private static boolean isRotated(KeyCaller caller) {
    JsonNode seal = KeyCaller.require(caller.get("/v1/seal"), 200);
    return seal.path("pending").asInt() == 0
        && seal.at("/job/kind").asText().equals("rotate")
        && seal.at("/job/state").asText().equals("done");
  }
}
