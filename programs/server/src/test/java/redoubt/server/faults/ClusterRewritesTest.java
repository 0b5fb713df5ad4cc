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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import redoubt.testkit.Await;
import redoubt.testkit.NeedsPeer;
import redoubt.testkit.kube.Encoding;
import redoubt.testkit.kube.EtcdGateway;
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

  private void untilOneIsMade() {
    Await.until(LONG, "an object", () -> migrator.names().size() == 1);
  }

  private String failure() {
    return ended("failed").path("failure").asText();
  }

  @Test
  void whatItWroteIsCounted() {
    apiServer.writes(Encoding.IDENTITY);
    create(OBJECTS, MORE_THAN_A_PAGE);
    apiServer.writes(new Encoding("rdt-1-x"));
    migrator.serve(Controller.REWRITES);
    assertThat(begin(CHOSEN).path("by").asText()).isEqualTo("storage-version-migration");
    JsonNode done = ended("done");
    assertThat(done.path("by").asText()).isEqualTo("storage-version-migration");
    assertThat(done.path("rewritten").asInt()).isEqualTo(MORE_THAN_A_PAGE);
    assertThat(done.path("total").asInt()).isEqualTo(MORE_THAN_A_PAGE);
    assertThat(done.path("unchanged").asInt()).isZero();
    // What the server would write with; a form that begins the next one shows it.
    assertThat(done.path("rate").asInt()).isEqualTo(200);
    // It begins when something was written.
    assertThat(apiServer.patches()).isOne();
    assertThat(keyIds()).containsExactly("rdt-1-x");
    untilNoneIsLeft();
  }

  @Test
  void whatIsCountedTwiceSinceItsPlaceWasTooOldCountsOnce() {
    apiServer.writes(Encoding.IDENTITY);
    create(OBJECTS, MORE_THAN_A_PAGE);
    apiServer.writes(new Encoding("rdt-1-x"));
    migrator.serve(Controller.REWRITES);
    apiServer.expireNext(1);
    begin(CHOSEN);
    JsonNode done = ended("done");
    assertThat(done.path("rewritten").asInt()).isEqualTo(MORE_THAN_A_PAGE);
    assertThat(done.path("total").asInt()).isEqualTo(MORE_THAN_A_PAGE);
  }

  @Test
  void whereAllIsStoredSoAlreadyTheControllerIsNotWaitedFor() {
    migrator.serve(Controller.REWRITES);
    begin(CHOSEN);
    ended("done");
    begin(CHOSEN);
    JsonNode again = ended("done");
    assertThat(again.path("rewritten").asInt()).isZero();
    assertThat(again.path("unchanged").asInt()).isEqualTo(OBJECTS);
    assertThat(again.path("total").asInt()).isEqualTo(OBJECTS);
    untilNoneIsLeft();
  }

  @Test
  void aFirstObjectThatIsStoredSoAlreadyDoesNotKeepItFromBeginning() {
    // More than the page in which one is looked for, and before the others in the list.
    for (int i = 0; i < 120; i++) {
      apiServer.create("secrets", "a-team", "already" + i, "canary");
    }
    migrator.serve(Controller.REWRITES);
    begin(CHOSEN);
    JsonNode done = ended("done");
    assertThat(done.path("rewritten").asInt()).isEqualTo(OBJECTS);
    assertThat(done.path("unchanged").asInt()).isEqualTo(120);
    assertThat(apiServer.patches()).isEqualTo(121);
    assertThat(keyIds()).containsExactly("rdt-1-x");
  }

  @Test
  void forAResourceWithoutObjectsNothingIsAsked() {
    for (EtcdGateway.Kv kv : cluster.etcd().list("/registry/secrets/", "/registry/secrets/", 100)) {
      cluster.etcd().delete(kv.key());
    }
    migrator.serve(Controller.REWRITES);
    begin(CHOSEN);
    assertThat(ended("done").path("done").asInt()).isZero();
    assertThat(migrator.created()).isEmpty();
  }

  @Test
  void unlessItIsAskedForNothingIsAskedOfTheCluster() {
    migrator.serve(Controller.REWRITES);
    assertThat(begin(Map.of()).path("by").asText()).isEqualTo("rewriting");
    ended("done");
    assertThat(migrator.created()).isEmpty();
    assertThat(keyIds()).containsExactly("rdt-1-x");
  }

  @Test
  void whatNoControllerTakesHasFailedAndSaysWhatToDo() {
    migrator.serve(Controller.ABSENT);
    begin(CHOSEN);
    untilOneIsMade();
    cluster.ahead(Duration.ofMinutes(1));
    assertThat(failure())
        .contains("No controller", "secrets", "busy with another one", "--by rewriting");
    assertThat(apiServer.patches()).isZero();
    untilNoneIsLeft();
    begin(Map.of());
    assertThat(ended("done").path("rewritten").asInt()).isEqualTo(OBJECTS);
  }

  @Test
  void whatDoesNotEndHasFailed() {
    migrator.serve(Controller.REWRITES);
    holdTheController();
    begin(CHOSEN);
    untilTask("running");
    cluster.ahead(Duration.ofMinutes(11));
    assertThat(failure()).contains("has not ended", "--by rewriting");
    untilNoneIsLeft();
  }

  @Test
  void aControllerThatFailsIsToldWithItsResourceAndNotInItsWords() {
    migrator.serve(Controller.FAILS);
    begin(CHOSEN);
    String failure = failure();
    String name = migrator.names().getFirst();
    assertThat(failure).contains("secrets", name).doesNotContain(SmallMigrator.WHY);
    migrator.serve(Controller.REWRITES);
    begin(CHOSEN);
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
    begin(Map.of("restart", true));
    ended("done");
    untilNoneIsLeft();
  }

  @Test
  void aServerThatIsBackFollowsTheSameObject() {
    migrator.serve(Controller.REWRITES);
    holdTheController();
    begin(CHOSEN);
    untilTask("running");
    cluster.restart();
    hold.countDown();
    assertThat(ended("done").path("rewritten").asInt()).isEqualTo(OBJECTS);
    assertThat(migrator.created()).hasSize(1);
    untilNoneIsLeft();
  }

  @Test
  void aServerThatIsBackMakesWhatWasToBeMadeByTheSameName() {
    migrator.serve(Controller.REWRITES);
    migrator.answer("POST", 503);
    begin(CHOSEN);
    untilTask("noted");
    String name = migration().at("/task/name").asText();
    cluster.restart();
    migrator.answerAgain("POST");
    ended("done");
    assertThat(migrator.created()).containsExactly(name);
  }

  @Test
  void anObjectThatSomebodyDeletedIsNotAskedForAgain() {
    migrator.serve(Controller.REWRITES);
    holdTheController();
    begin(CHOSEN);
    untilTask("running");
    migrator.lose(migrator.names().getFirst());
    assertThat(failure()).contains("Somebody deleted", "secrets", "--by rewriting");
    assertThat(migrator.created()).hasSize(1);
  }

  @ParameterizedTest
  @CsvSource({"POST,403", "POST,422", "GET,403", "GET,405"})
  void aNoToWhatItIsAskedForHasFailedAtOnce(String method, int status) {
    migrator.serve(Controller.REWRITES);
    migrator.answer(method, status);
    begin(CHOSEN);
    assertThat(failure()).contains("answered " + status, "--by rewriting");
    begin(Map.of());
    ended("done");
    assertThat(keyIds()).containsExactly("rdt-1-x");
  }

  @Test
  void anObjectThatMayNotBeDeletedDoesNotHoldUpTheEnd() {
    migrator.serve(Controller.REWRITES);
    migrator.answer("DELETE", 403);
    begin(CHOSEN);
    assertThat(ended("done").path("rewritten").asInt()).isEqualTo(OBJECTS);
    begin(CHOSEN);
    ended("done");
  }

  @Test
  void stoppedItAsksForNothingAndResumedItAsksAnew() {
    migrator.serve(Controller.REWRITES);
    holdTheController();
    begin(CHOSEN);
    untilTask("running");
    json(cluster.manager().delete(cluster.clusters() + "/prod/migration"));
    ended("stopped");
    untilNoneIsLeft();
    assertThat(migration().has("task")).isFalse();
    hold.countDown();
    apiServer.writes(new Encoding("rdt-1-y"));
    begin(CHOSEN);
    assertThat(ended("done").path("by").asText()).isEqualTo("storage-version-migration");
    assertThat(migrator.created()).hasSize(2);
  }

  @Test
  void resumedWithoutAMeansTheServerRewrites() {
    migrator.serve(Controller.REWRITES);
    holdTheController();
    begin(CHOSEN);
    untilTask("running");
    json(cluster.manager().delete(cluster.clusters() + "/prod/migration"));
    ended("stopped");
    begin(Map.of());
    assertThat(ended("done").path("by").asText()).isEqualTo("rewriting");
    assertThat(keyIds()).containsExactly("rdt-1-x");
    untilNoneIsLeft();
  }

  @Test
  void anotherKeyMeanwhileIsAskedForAnew() {
    migrator.serve(Controller.REWRITES);
    holdTheController();
    begin(CHOSEN);
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
  }

  @Test
  void whatTheUserMayNotAskOfTheClusterIsNamed() {
    migrator.serve(Controller.REWRITES);
    apiServer.forbidToMigrate("delete");
    assertThat(refused(CHOSEN).body())
        .contains(
            "encryption.missing-rights", "delete storageversionmigrations.storagemigration.k8s.io");
  }

  @Test
  void aUserWhoMayNotAskWhatIsServedLacksARight() {
    migrator.serve(Controller.REWRITES);
    migrator.answer("DISCOVERY", 403);
    assertThat(refused(CHOSEN).body())
        .contains("encryption.missing-rights", "get /apis/storagemigration.k8s.io/v1beta1");
  }

  @Test
  void whoHasTheClusterRewriteNeedsNoRightToWriteObjectsButThenItBeginsWhenSomebodyWrites() {
    migrator.serve(Controller.REWRITES);
    apiServer.forbid("patch");
    begin(CHOSEN);
    untilTask("running");
    create(OBJECTS, OBJECTS + 1);
    assertThat(ended("done").path("rewritten").asInt()).isEqualTo(OBJECTS + 1);
    assertThat(keyIds()).containsExactly("rdt-1-x");
  }
}
