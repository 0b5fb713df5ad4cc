package redoubt.server.faults;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redoubt.server.House;
import redoubt.testkit.Await;
import redoubt.testkit.TestDatabase;
import redoubt.web.Json;

/** One of two servers is killed while images are signed there; the other one judges them. */
final class SignedAndKilledTest {
  private static final int IMAGES = 30;
  private static final int SIGNED_BEFORE = 12;
  private static final Duration SOON = Duration.ofSeconds(60);

  /** What the dead one had begun to tell or to look at is begun anew after two minutes. */
  private static final Duration TAKEN_OVER = Duration.ofMinutes(5);

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

  private static String text(Map<String, Object> fields) {
    return new String(Json.bytes(fields), StandardCharsets.UTF_8);
  }

  private static boolean isTrusted(KeyCaller caller, int image) {
    return KeyCaller.require(caller.get("/v1/images/team/app/trust/v" + image), 200)
        .path("trusted")
        .asBoolean();
  }

  /**
   * Signs one image after the other, and then once more, until the server is killed; numbers of
   * those that were taken, in their order.
   */
  private static Set<Integer> sign(KeyCaller caller, AtomicInteger taken, AtomicBoolean killed) {
    Set<Integer> signed = new LinkedHashSet<>();
    for (int image = 0; ; image = (image + 1) % IMAGES) {
      HttpResponse<String> answer;
      try {
        answer =
            caller.https().postJson("/v1/images/team/app/sign/v" + image, "{\"key\":\"release\"}");
      } catch (RuntimeException e) {
        assertThat(killed).as("%s", e).isTrue();
        return signed;
      }
      JsonNode _ = KeyCaller.require(answer, 201);
      signed.add(image);
      taken.incrementAndGet();
    }
  }

  @Test
  void whatOneTookTheOtherJudgesWhenItIsKilled() throws Exception {
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
    try (House b =
            Houses.open(
                directory.resolve("b"),
                database.settings(),
                Houses.filesIn(directory.resolve("seal")),
                InstantSource.system());
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      KeyCaller atA = a.admin();
      KeyCaller atB = Houses.admin(b, directory.resolve("a"));
      push(a.url());
      String instance = KeyCaller.require(atA.get("/v1/instances"), 200).at("/items/0/id").asText();
      String publicKey =
          KeyCaller.require(
                  atA.https()
                      .postJson(
                          "/v1/instances/" + instance + "/signing-keys",
                          text(Map.of("name", "release", "algorithm", "ecdsa-p256"))),
                  201)
              .path("publicKey")
              .asText();
      JsonNode _ =
          KeyCaller.require(
              atA.https()
                  .postJson(
                      "/v1/instances/" + instance + "/namespaces/team/signers",
                      text(
                          Map.of(
                              "name",
                              "release",
                              "kind",
                              "key",
                              "credential",
                              publicKey,
                              "terms",
                              Map.of()))),
              201);
      AtomicInteger taken = new AtomicInteger();
      AtomicBoolean killed = new AtomicBoolean();
      Future<Set<Integer>> signing = threads.submit(() -> sign(atA, taken, killed));
      Await.until(SOON, "signatures", () -> taken.get() >= SIGNED_BEFORE || signing.isDone());
      killed.set(true);
      a.kill();
      Set<Integer> signed = signing.get();
      assertThat(signed).hasSizeGreaterThanOrEqualTo(SIGNED_BEFORE);
      for (int image : signed) {
        Await.until(TAKEN_OVER, "v" + image, () -> isTrusted(atB, image));
      }
      // The one that was being signed may be there or not; those after it are not.
      for (int image = signed.size() + 1; image < IMAGES; image++) {
        assertThat(isTrusted(atB, image)).as("v%s", image).isFalse();
      }
    } finally {
      a.kill();
    }
  }

  private void push(URI server) throws IOException {
    ImageCaller caller =
        ImageCaller.at(server, directory.resolve("a/ca.pem"), directory.resolve("a/admin.apikey"));
    caller.namespace("team");
    for (int image = 0; image < IMAGES; image++) {
      caller.pushImage("team/app", "v" + image, ImageCaller.bytes(image, 1000));
    }
  }

  private String url() {
    return "postgresql://"
        + database.settings().user()
        + "@"
        + database.settings().url().substring("jdbc:postgresql://".length());
  }
}
