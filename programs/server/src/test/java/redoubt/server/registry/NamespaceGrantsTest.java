package redoubt.server.registry;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redoubt.server.RunningHouse;
import redoubt.testkit.Await;
import redoubt.testkit.HttpsCaller;
import redoubt.web.Json;

/** Roles that are held in a namespace end with it, on a whole server. */
final class NamespaceGrantsTest {
  private static final String UPLOADS = "/v2/team/app/blobs/uploads/";

  @TempDir Path directory;
  private RunningHouse running;
  private HttpsCaller admin;
  private String instance;

  @BeforeEach
  void start() {
    running = RunningHouse.start(directory, InstantSource.system());
    admin = running.admin();
    instance =
        "/v1/instances/"
            + Json.parse(admin.get("/v1/instances").body().getBytes(UTF_8))
                .at("/items/0/id")
                .asText();
    add("team");
    add("team-two");
  }

  @AfterEach
  void stop() {
    running.close();
  }

  private void add(String namespace) {
    done(201, admin.postJson(instance + "/namespaces", "{\"name\":\"" + namespace + "\"}"));
  }

  private static HttpResponse<String> done(int status, HttpResponse<String> answer) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(status);
    return answer;
  }

  private void grant(String user, String role, String part, String name) {
    done(
        201,
        admin.postJson(
            instance + "/grants",
            "{\"user\":\"%s\",\"role\":\"%s\",\"%s\":\"%s\"}".formatted(user, role, part, name)));
  }

  @Test
  void whoHadARoleInANamespaceHasNoneInTheNextOneOfThatName() {
    String eve =
        RunningHouse.text(
            admin.postJson("/v1/users", "{\"name\":\"eve\",\"administrator\":false}"), "id");
    grant(eve, "WRITER", "namespace", "team");
    grant(eve, "WRITER", "repository", "team/app");
    grant(eve, "WRITER", "namespace", "team-two");
    HttpsCaller writer =
        running.as(
            RunningHouse.text(
                admin.postJson("/v1/apikeys", "{\"name\":\"k\",\"user\":\"" + eve + "\"}"),
                "apikey"));
    Await.until(
        Duration.ofSeconds(20),
        "the role is known",
        () -> writer.postJson(UPLOADS, "").statusCode() == 202);

    done(204, admin.delete(instance + "/namespaces/team"));
    add("team");

    assertThat(admin.get(instance + "/grants").body())
        .contains("\"namespace\":\"team-two\"")
        .doesNotContain("\"namespace\":\"team\"", "\"repository\":\"team/app\"");
    Await.until(
        Duration.ofSeconds(20),
        "the role has ended",
        () -> writer.postJson(UPLOADS, "").statusCode() == 403);
    done(202, writer.postJson("/v2/team-two/app/blobs/uploads/", ""));
    assertThat(admin.get(instance + "/ledger/entries?action=identity.grant.delete").body())
        .contains("\"team/app\"", "\"namespace\":\"team\"");
  }
}
