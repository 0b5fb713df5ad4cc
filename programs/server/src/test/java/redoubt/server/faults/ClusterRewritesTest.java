package redoubt.server.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static redoubt.server.faults.GuardedCluster.LONG;
import static redoubt.server.faults.GuardedCluster.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redoubt.testkit.Await;
import redoubt.testkit.NeedsPeer;
import redoubt.testkit.kube.Encoding;
import redoubt.testkit.kube.SmallApiServer;
import redoubt.testkit.kube.SmallMigrator;
import redoubt.testkit.kube.SmallMigrator.Controller;

/** A cluster that is asked to rewrite its objects itself. */
@NeedsPeer(
    value = {"etcd", "etcdctl"},
    why = "whether a cluster that rewrites its objects itself has done so")
final class ClusterRewritesTest {
  private static final int OBJECTS = 60;

  /** What is written is counted by the page. */
  private static final int MORE_THAN_A_PAGE = 620;

  private static final Map<String, Object> CHOSEN = Map.of("by", "storage-version-migration");

  @TempDir private Path directory;
  private GuardedCluster cluster;
  private SmallApiServer apiServer;
  private SmallMigrator migrator;
  private CountDownLatch hold = new CountDownLatch(0);

  @BeforeEach
  void start() throws IOException {
    cluster = new GuardedCluster(directory);
    apiServer = cluster.apiServer();
    migrator = apiServer.migrator();
    create(0, OBJECTS);
    apiServer.writes(new Encoding("rdt-1-x"));
    cluster.settle();
  }

  @AfterEach
  void stop() {
    hold.countDown();
    cluster.close();
  }

  private void create(int from, int to) {
    for (int i = from; i < to; i++) {
      apiServer.create("secrets", "team-" + i % 7, "s" + i, "canary");
    }
  }

  private JsonNode begin(Map<String, ?> wish) {
    return json(cluster.post("prod", "migration", wish));
  }

  private HttpResponse<String> refused(Map<String, ?> wish) {
    HttpResponse<String> refused = cluster.post("prod", "migration", wish);
    assertThat(refused.statusCode()).isGreaterThanOrEqualTo(400);
    assertThat(cluster.get("prod", "encryption").has("migration")).isFalse();
    return refused;
  }

  private JsonNode migration() {
    return cluster.get("prod", "encryption").path("migration");
  }

  private JsonNode ended(String state) {
    Await.until(LONG, "an end", () -> !migration().path("state").asText().equals("running"));
    JsonNode ended = migration();
    assertThat(ended.path("state").asText()).as(ended.toString()).isEqualTo(state);
    return ended;
  }

  private void untilTask(String phase) {
    Await.until(LONG, phase, () -> migration().at("/task/phase").asText().equals(phase));
  }

  private void untilNoneIsLeft() {
    Await.until(LONG, "nothing is left", () -> migrator.names().isEmpty());
  }

  private void holdTheController() {
    hold = new CountDownLatch(1);
    migrator.holdUntil(hold);
  }

  private List<String> keyIds() {
    return cluster.etcd().list("/registry/secrets/", "/registry/secrets/", 100_000).stream()
        .map(kv -> Encoding.keyIdOf(kv.value()))
        .distinct()
        .toList();
  }

  @Test
  void doesItWhereItCanAndWhatItWroteIsCounted() {
    apiServer.writes(Encoding.IDENTITY);
    create(OBJECTS, MORE_THAN_A_PAGE);
    apiServer.writes(new Encoding("rdt-1-x"));
    migrator.serve(Controller.REWRITES);
    assertThat(begin(Map.of()).path("by").asText()).isEqualTo("storage-version-migration");
    JsonNode done = ended("done");
    assertThat(done.path("rewritten").asInt()).isEqualTo(MORE_THAN_A_PAGE);
    assertThat(done.path("total").asInt()).isEqualTo(MORE_THAN_A_PAGE);
    assertThat(done.path("unchanged").asInt()).isZero();
    // It begins when something was written.
    assertThat(apiServer.patches()).isOne();
    assertThat(keyIds()).containsExactly("rdt-1-x");
    untilNoneIsLeft();
    begin(Map.of());
    JsonNode again = ended("done");
    assertThat(again.path("rewritten").asInt()).isZero();
    assertThat(again.path("unchanged").asInt()).isEqualTo(MORE_THAN_A_PAGE);
  }

  @Test
  void whatNoControllerTakesIsRewritten() {
    migrator.serve(Controller.ABSENT);
    begin(Map.of());
    Await.until(LONG, "an object", () -> migrator.names().size() == 1);
    cluster.ahead(Duration.ofMinutes(1));
    JsonNode done = ended("done");
    assertThat(done.path("by").asText()).isEqualTo("rewriting");
    assertThat(done.path("rewritten").asInt()).isEqualTo(OBJECTS);
    assertThat(keyIds()).containsExactly("rdt-1-x");
    assertThat(migrator.created()).hasSize(1);
    untilNoneIsLeft();
  }

  @Test
  void whatNoControllerTakesHasFailedWhenItWasChosen() {
    migrator.serve(Controller.ABSENT);
    begin(CHOSEN);
    Await.until(LONG, "an object", () -> migrator.names().size() == 1);
    cluster.ahead(Duration.ofMinutes(1));
    assertThat(ended("failed").path("failure").asText()).contains("No controller", "secrets");
    assertThat(apiServer.patches()).isZero();
    untilNoneIsLeft();
  }

  @Test
  void whatDoesNotEndIsRewritten() {
    migrator.serve(Controller.REWRITES);
    holdTheController();
    begin(Map.of());
    untilTask("running");
    cluster.ahead(Duration.ofMinutes(11));
    assertThat(ended("done").path("by").asText()).isEqualTo("rewriting");
    untilNoneIsLeft();
  }

  @Test
  void aControllerThatFailsIsToldWithItsResourceAndNotInItsWords() {
    migrator.serve(Controller.FAILS);
    begin(CHOSEN);
    String failure = ended("failed").path("failure").asText();
    String name = migrator.names().getFirst();
    assertThat(failure).contains("secrets", name).doesNotContain(SmallMigrator.WHY);
    migrator.serve(Controller.REWRITES);
    begin(Map.of());
    assertThat(ended("done").path("by").asText()).isEqualTo("storage-version-migration");
    assertThat(migrator.created()).hasSize(2);
    assertThat(keyIds()).containsExactly("rdt-1-x");
    untilNoneIsLeft();
  }

  @Test
  void whatAFailedOneLeftIsDeletedWhenAllBeginsAnew() {
    migrator.serve(Controller.FAILS);
    begin(CHOSEN);
    ended("failed");
    assertThat(migrator.names()).hasSize(1);
    begin(Map.of("by", "rewriting", "restart", true));
    ended("done");
    untilNoneIsLeft();
  }

  @Test
  void afterAControllerThatFailsItIsRewrittenWhereNothingWasChosen() {
    migrator.serve(Controller.FAILS);
    begin(Map.of());
    assertThat(ended("done").path("by").asText()).isEqualTo("rewriting");
    assertThat(keyIds()).containsExactly("rdt-1-x");
    untilNoneIsLeft();
  }

  @Test
  void aServerThatIsBackFollowsTheSameObject() {
    migrator.serve(Controller.REWRITES);
    holdTheController();
    begin(Map.of());
    untilTask("running");
    cluster.restart();
    hold.countDown();
    assertThat(ended("done").path("rewritten").asInt()).isEqualTo(OBJECTS);
    assertThat(migrator.created()).hasSize(1);
    untilNoneIsLeft();
  }

  @Test
  void anObjectThatSomebodyDeletedIsAskedForAgainByItsName() {
    migrator.serve(Controller.ABSENT);
    begin(CHOSEN);
    Await.until(LONG, "an object", () -> migrator.names().size() == 1);
    String name = migrator.names().getFirst();
    migrator.serve(Controller.REWRITES);
    migrator.lose(name);
    ended("done");
    assertThat(migrator.created()).containsExactly(name, name);
  }

  @Test
  void stoppedItAsksForNothingAndResumedItAsksAnew() {
    migrator.serve(Controller.REWRITES);
    holdTheController();
    begin(Map.of());
    untilTask("running");
    json(cluster.manager().delete(cluster.clusters() + "/prod/migration"));
    ended("stopped");
    untilNoneIsLeft();
    assertThat(migration().has("task")).isFalse();
    hold.countDown();
    begin(Map.of());
    assertThat(ended("done").path("by").asText()).isEqualTo("storage-version-migration");
    assertThat(migrator.created()).hasSize(2);
  }

  @Test
  void anotherKeyMeanwhileIsAskedForAnew() {
    migrator.serve(Controller.REWRITES);
    holdTheController();
    begin(Map.of());
    untilTask("running");
    cluster.use("prod", cluster.keys().newKey());
    hold.countDown();
    // Done for the key of before, it is not done for this one.
    Await.until(LONG, "the wait", () -> migration().path("waiting").asBoolean());
    apiServer.writes(new Encoding("rdt-2-x"));
    cluster.settle();
    ended("done");
    assertThat(keyIds()).containsExactly("rdt-2-x");
    untilNoneIsLeft();
  }

  @Test
  void chosenWhereItIsNotServedItIsRefusedAndSaysWhatTurnsItOn() {
    assertThat(refused(CHOSEN).body())
        .contains("encryption.not-served", "--feature-gates=StorageVersionMigrator=true");
  }

  @Test
  void aRateIsNotPromisedForAnotherPrograms() {
    migrator.serve(Controller.REWRITES);
    assertThat(refused(Map.of("by", "storage-version-migration", "rate", 5)).body())
        .contains("encryption.rate-of-the-cluster");
    assertThat(refused(Map.of("by", "magic")).body()).contains("storage-version-migration");
    assertThat(begin(Map.of("rate", 0)).path("by").asText()).isEqualTo("rewriting");
  }

  @Test
  void whatTheUserMayNotAskOfTheClusterIsNamedOrDoneWithout() {
    migrator.serve(Controller.REWRITES);
    apiServer.forbidToMigrate("delete");
    assertThat(refused(CHOSEN).body())
        .contains(
            "encryption.missing-rights", "delete storageversionmigrations.storagemigration.k8s.io");
    assertThat(begin(Map.of()).path("by").asText()).isEqualTo("rewriting");
    ended("done");
    assertThat(migrator.created()).isEmpty();
  }

  @Test
  void whoHasTheClusterRewriteNeedsNoRightToWriteObjects() {
    migrator.serve(Controller.REWRITES);
    apiServer.forbid("patch");
    begin(CHOSEN);
    ended("done");
    assertThat(keyIds()).containsExactly("rdt-1-x");
  }
}
