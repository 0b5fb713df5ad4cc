package redoubt.server;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redoubt.core.Failure;
import redoubt.server.doorbell.DoorbellRoom;
import redoubt.testkit.Await;
import redoubt.testkit.HttpsCaller;

/** A room is added by one line; all else follows from the room (docs/adr/0006-new-room.md). */
final class NewRoomTest {
  @TempDir static Path directory;
  private static final AtomicReference<@Nullable DoorbellRoom> opened = new AtomicReference<>();
  private static RunningHouse running;
  private static HttpsCaller admin;
  private static String instance;

  @BeforeAll
  static void start() {
    // The one line.
    RoomPlan doorbell = new RoomPlan(DoorbellRoom.MIGRATIONS, NewRoomTest::room);

    running =
        RunningHouse.start(
            directory,
            InstantSource.system(),
            Stream.concat(Rooms.ALL.stream(), Stream.of(doorbell)).toList());
    admin = running.admin();
    instance = RunningHouse.text(admin.postJson("/v1/instances", "{\"name\":\"mine\"}"), "id");
  }

  private static DoorbellRoom room(Foundations on) {
    DoorbellRoom room = new DoorbellRoom(on.database(), on.ledger(), on.clock());
    opened.set(room);
    return room;
  }

  @AfterAll
  static void stop() {
    running.close();
  }

  private static HttpResponse<String> ring(HttpsCaller caller, String query) {
    return caller.send("POST", "/v1/instances/" + instance + "/doorbell" + query, "");
  }

  private static String ledger(String query) {
    return admin.get("/v1/instances/" + instance + "/ledger/entries?" + query).body();
  }

  @Test
  void itsRouteAnswersOverHttpsFromTheTablesThatItsMigrationMade() {
    HttpResponse<String> answer = ring(admin, "?visitor=ada");

    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
    assertThat(answer.body()).contains("\"rings\":");
    assertThat(ledger("action=doorbell.ring&target=ada")).contains("\"outcome\":\"ok\"");
  }

  @Test
  void itsRouteIsHeldToItsRole() {
    String user =
        RunningHouse.text(
            admin.postJson("/v1/users", "{\"name\":\"reader\",\"administrator\":false}"), "id");
    admin.postJson(
        "/v1/instances/" + instance + "/grants", "{\"user\":\"" + user + "\",\"role\":\"READER\"}");
    HttpsCaller reader =
        running.as(
            RunningHouse.text(
                admin.postJson("/v1/apikeys", "{\"name\":\"r\",\"user\":\"" + user + "\"}"),
                "apikey"));

    assertThat(ring(running.caller(), "?visitor=eve").statusCode()).isEqualTo(401);
    assertThat(ring(reader, "?visitor=eve").statusCode()).isEqualTo(403);
    assertThat(ledger("action=doorbell.ring&outcome=web.forbidden")).contains(user);
  }

  @Test
  void itsRefusalsAreInTheLedger() {
    assertThat(ring(admin, "").statusCode()).isEqualTo(400);
    assertThat(ledger("outcome=doorbell.no-name")).contains("\"action\":\"doorbell.ring\"");
  }

  @Test
  void itsProofIsRunWithAllOthers() {
    assertThat(evidence()).contains("doorbell.nameless", "\"outcome\":\"proven\"");
  }

  @Test
  void ofAProofThatBreaksItIsSaidWhyAndNotWhichClassDidSo() {
    DoorbellRoom room = Objects.requireNonNull(opened.get());
    try {
      room.plant(Optional.of(new IllegalStateException("at line 7")));
      assertThat(evidence()).contains("The proof broke off; the server's log says where.");
      room.plant(
          Optional.of(
              new Failure(
                  Failure.Kind.UNAVAILABLE, "doorbell.away", "The bell is away.", "Wait.")));
      assertThat(evidence()).contains("The proof broke off (doorbell.away): The bell is away.");
    } finally {
      room.plant(Optional.empty());
    }
  }

  private static String evidence() {
    return admin.postJson("/v1/proofs/run", "{\"protection\":\"doorbell\"}").body();
  }

  @Test
  void itsRouteIsInTheOpenApiDocument() {
    assertThat(running.caller().get("/openapi.json").body())
        .contains("/v1/instances/{instance}/doorbell");
  }

  @Test
  void itsBackgroundTaskRuns() {
    DoorbellRoom room = Objects.requireNonNull(opened.get());

    Await.until(Duration.ofSeconds(20), "the bell is polished", () -> room.polished() > 1);
  }
}
