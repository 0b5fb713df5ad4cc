package redoubt.server.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Base64;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redoubt.server.RunningHouse;
import redoubt.testkit.Await;
import redoubt.testkit.HttpsCaller;
import redoubt.testkit.MovableClock;
import redoubt.web.Json;

/** What the key of a robot is good for, on a whole server. */
final class RobotsTest {
  private static final String TAGS = "/v2/team/app/tags/list";
  private static final String UPLOADS = "/v2/team/app/blobs/uploads/";

  @TempDir Path directory;
  private final MovableClock clock = MovableClock.atNoon();
  private RunningHouse running;
  private HttpsCaller admin;
  private String robots;

  @BeforeEach
  void start() {
    running = RunningHouse.start(directory, clock);
    admin = running.admin();
    String instance =
        Json.parse(admin.get("/v1/instances").body().getBytes(UTF_8)).at("/items/0/id").asText();
    robots = "/v1/instances/" + instance + "/robots";
    for (String name : new String[] {"team", "other"}) {
      admin.postJson("/v1/instances/" + instance + "/namespaces", "{\"name\":\"" + name + "\"}");
    }
  }

  @AfterEach
  void stop() {
    running.close();
  }

  /** Adds one; returns its key. */
  private String added(String name, String role, String more) {
    HttpResponse<String> made =
        admin.postJson(
            robots,
            "{\"name\":\"%s\",\"namespace\":\"team\",\"role\":\"%s\",\"expiresAt\":\"%s\"%s}"
                .formatted(name, role, clock.instant().plus(Duration.ofDays(1)), more));
    assertThat(made.statusCode()).as(made.body()).isEqualTo(201);
    return RunningHouse.text(made, "apikey");
  }

  private HttpResponse<String> login(String user, String key) {
    return running
        .caller()
        .with(
            "Authorization",
            "Basic " + Base64.getEncoder().encodeToString((user + ":" + key).getBytes(UTF_8)))
        .get(
            "/v2/_auth/token?scope=repository:team/app:pull,push&scope=repository:team/b:pull,push"
                + "&scope=repository:other/app:pull,push");
  }

  private HttpsCaller robot(String user, String key) {
    HttpResponse<String> answer = login(user, key);
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    return running.caller().withBearer(RunningHouse.text(answer, "token"));
  }

  private static int begins(HttpsCaller caller, String uploads) {
    return caller.postJson(uploads, "").statusCode();
  }

  @Test
  void itLogsInAsItselfAndAsAnApiKey() {
    String key = added("ci", "writer", "");
    assertThat(begins(robot("robot.team.ci", key), UPLOADS)).isEqualTo(202);
    assertThat(begins(robot("iamapikey", key), UPLOADS)).isEqualTo(202);
    assertThat(login("robot.team.other", key).statusCode()).isEqualTo(401);
  }

  @Test
  void aReaderDoesNotPushAndAWriterNotElsewhere() {
    HttpsCaller reader = robot("iamapikey", added("pull", "reader", ""));
    assertThat(begins(reader, UPLOADS)).isIn(401, 403);
    assertThat(reader.get(TAGS).statusCode()).isEqualTo(404);
    HttpsCaller writer = robot("iamapikey", added("ci", "writer", ""));
    assertThat(begins(writer, UPLOADS)).isEqualTo(202);
    assertThat(begins(writer, UPLOADS.replace("team", "other"))).isIn(401, 403);
  }

  @Test
  void oneOfARepositoryHasNothingInTheNextOne() {
    HttpsCaller robot = robot("iamapikey", added("ci", "writer", ",\"repository\":\"app\""));
    assertThat(begins(robot, UPLOADS)).isEqualTo(202);
    assertThat(begins(robot, "/v2/team/b/blobs/uploads/")).isIn(401, 403);
  }

  @Test
  void itsRemovalBitesWithinANotificationAlsoForTheTokenThatItHas() {
    String key = added("ci", "writer", "");
    HttpsCaller robot = robot("iamapikey", key);
    assertThat(begins(robot, UPLOADS)).isEqualTo(202);
    assertThat(admin.delete(robots + "/robot.team.ci").statusCode()).isEqualTo(204);
    Await.until(Duration.ofSeconds(5), "the token has ended", () -> begins(robot, UPLOADS) == 401);
    assertThat(login("iamapikey", key).statusCode()).isEqualTo(401);
  }

  @Test
  void itsKeyEndsWhenItExpires() {
    String key = added("ci", "writer", "");
    clock.advance(Duration.ofHours(23).plusMinutes(55));
    HttpsCaller robot = robot("iamapikey", key);
    assertThat(begins(robot, UPLOADS)).isEqualTo(202);
    clock.advance(Duration.ofMinutes(6));
    assertThat(begins(robot, UPLOADS)).isEqualTo(401);
    assertThat(login("iamapikey", key).statusCode()).isEqualTo(401);
  }

  @Test
  void aServiceOfThatNameThatIsThereAlreadyIsNotTakenOver() {
    HttpResponse<String> user =
        admin.postJson(
            "/v1/users", "{\"name\":\"robot.team.ci\",\"service\":true,\"administrator\":true}");
    assertThat(user.statusCode()).as(user.body()).isEqualTo(201);
    HttpResponse<String> made =
        admin.postJson(
            robots,
            "{\"name\":\"ci\",\"namespace\":\"team\",\"role\":\"reader\",\"expiresAt\":\"%s\"}"
                .formatted(clock.instant().plus(Duration.ofDays(1))));
    assertThat(made.statusCode()).isEqualTo(409);
    assertThat(admin.get(robots).body()).doesNotContain("robot.team.ci");
  }
}
