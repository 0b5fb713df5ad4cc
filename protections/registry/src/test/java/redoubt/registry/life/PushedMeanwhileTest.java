package redoubt.registry.life;

import static org.assertj.core.api.Assertions.assertThat;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redoubt.oci.Digest;
import redoubt.oci.MediaTypes;
import redoubt.registry.testing.Answer;
import redoubt.registry.testing.Client;
import redoubt.registry.testing.Images;
import redoubt.registry.testing.Registry;
import redoubt.testkit.Await;
import redoubt.web.Json;

/** What is pushed, or asked for to be pushed, in the moment in which it is deleted. */
final class PushedMeanwhileTest {
  private static final String INSTANCE = "/v1/instances/" + Registry.TENANT;
  private static final String APP = "/v2/team/app/manifests/";
  private static final String PUSHED =
      "UPDATE registry.manifest SET seen_at = pushed_at + interval '90 days'";
  private static final String DELETED =
      "UPDATE registry.manifest SET deleted_at = pushed_at, deleted_by = 'x'";

  @AutoClose private final Registry registry = Registry.start();
  private final Client writer = registry.writer();
  private String child = "";

  @BeforeEach
  void anOldUntaggedImage() {
    registry.namespace(Registry.TENANT, "team", false);
    child = push("v1", "2025-01-01T00:00:00Z");
    writer
        .post(INSTANCE + "/images/untag", Map.of("repository", "team/app", "tag", "v1"))
        .expect(200);
    registry.clock().advance(Duration.ofDays(90));
  }

  private String push(String tag, String made) {
    byte[] config =
        Json.bytes(
            Map.of("architecture", "amd64", "os", "linux", "created", made, "config", Map.of()));
    Map<String, Object> image = Images.image();
    image.put("config", Images.descriptor(MediaTypes.OCI_CONFIG, config));
    byte[] manifest = Json.bytes(image);
    writer.push("team/app", config).expect(201);
    writer.put("team/app", tag, manifest).expect(201);
    return Digest.of(manifest).toString();
  }

  /** Calls while another session's change is made and not yet committed; then that is. */
  private Answer during(String change, Supplier<Answer> call) throws Exception {
    try (Connection other =
            DriverManager.getConnection(
                registry.settings().url(),
                registry.settings().user(),
                registry.settings().password());
        Statement statement = other.createStatement()) {
      other.setAutoCommit(false);
      assertThat(statement.executeUpdate(change + " WHERE digest = '" + child + "'")).isEqualTo(1);
      CompletableFuture<Answer> answer = CompletableFuture.supplyAsync(call);
      Await.until(Duration.ofSeconds(20), "the call to wait", () -> isAwaited(statement));
      assertThat(answer).isNotDone();
      other.commit();
      return answer.get(1, TimeUnit.MINUTES);
    }
  }

  private static boolean isAwaited(Statement statement) throws SQLException {
    try (ResultSet waiting =
        statement.executeQuery("SELECT count(*) FROM pg_locks WHERE NOT granted")) {
      return waiting.next() && waiting.getInt(1) > 0;
    }
  }

  private List<String> trash() {
    return writer
        .get(INSTANCE + "/trash")
        .expect(200)
        .json()
        .path("items")
        .findValuesAsText("digest");
  }

  private Answer prune() {
    return writer.post(INSTANCE + "/images/prune", Map.of("namespace", "team"));
  }

  @Test
  void isNotPruned() throws Exception {
    during(PUSHED, this::prune).expect(200);
    assertThat(trash()).isEmpty();
    registry.clock().advance(Duration.ofHours(25));
    prune().expect(200);
    assertThat(trash()).containsExactly(child);
  }

  @Test
  void isNotRetained() throws Exception {
    String _ = push("v2", "2025-02-01T00:00:00Z");
    Supplier<Answer> run =
        () -> writer.post(INSTANCE + "/namespaces/team/retention/run", Map.of("newest", 1));
    // Whoever runs it first reads when images were made.
    writer.post(INSTANCE + "/namespaces/team/retention/analyze", Map.of("newest", 1)).expect(200);
    during(PUSHED, run).expect(200);
    assertThat(trash()).isEmpty();
    registry.clock().advance(Duration.ofHours(25));
    run.get().expect(200);
    assertThat(trash()).containsExactly(child);
  }

  /** Who is told that it is there does not push it. */
  @Test
  void isNotSaidToBeThereWhenItIsNot() throws Exception {
    assertThat(during(DELETED, () -> writer.head(APP + child)).status()).isEqualTo(404);
  }

  @Test
  void isWantedByWhoeverMayPushAndAsksWhetherItIsStillTheSame() {
    String known = "\"" + child + "\"";
    registry.reader().with("If-None-Match", known).head(APP + child).expect(304);
    writer.with("If-None-Match", known).head(APP + child).expect(304);
    prune().expect(200);
    assertThat(trash()).isEmpty();
  }
}
