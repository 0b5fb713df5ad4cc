package redoubt.server.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static redoubt.server.faults.GuardedCluster.LONG;
import static redoubt.server.faults.GuardedCluster.json;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redoubt.testkit.Await;
import redoubt.testkit.NeedsPeer;
import redoubt.testkit.kube.Encoding;

/** Migrations during which somebody changes what the cluster needs, or says stop. */
@NeedsPeer(
    value = {"etcd", "etcdctl"},
    why = "whether a migration is done only when it did what is needed")
final class ClusterMigrationChangesTest {
  private static final Encoding ENCRYPTED = new Encoding("rdt-1-x");

  @TempDir private Path directory;
  private GuardedCluster cluster;
  private volatile boolean changed;

  @BeforeEach
  void start() throws IOException {
    cluster = new GuardedCluster(directory);
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  private void store(String resource, int count) {
    for (int i = 0; i < count; i++) {
      cluster.apiServer().create(resource, "team-" + i % 7, "s" + i, "canary");
    }
  }

  /** Once, while the first object is being written. */
  private void meanwhile(Runnable change) {
    AtomicBoolean once = new AtomicBoolean();
    cluster
        .apiServer()
        .beforePatch(key -> {
          if (once.compareAndSet(false, true)) {
            change.run();
            changed = true;
          }
        });
  }

  private void begin() {
    cluster.settle();
    json(cluster.post("prod", "migration", Map.of("rate", 0)));
  }

  private JsonNode migration(String name) {
    return cluster.get(name, "encryption").path("migration");
  }

  private JsonNode finished() {
    Await.until(LONG, "an end", () -> !migration("prod").path("state").asText().equals("running"));
    return migration("prod");
  }

  private void awaitWaiting() {
    Await.until(LONG, "the wait", () -> changed && migration("prod").path("waiting").asBoolean());
  }

  private List<String> keyIds(String resource) {
    String place = "/registry/" + resource + "/";
    return cluster.etcd().list(place, place, 100_000).stream()
        .map(kv -> Encoding.keyIdOf(kv.value()))
        .distinct()
        .toList();
  }

  @Test
  void aDisablingMeanwhileBeginsItAnewIntoTheClear() {
    store("secrets", 20);
    cluster.apiServer().writes(ENCRYPTED);
    meanwhile(() -> json(cluster.post("disable")));
    begin();
    awaitWaiting();
    cluster.apiServer().writes(Encoding.IDENTITY);
    cluster.settle();
    JsonNode done = finished();
    assertThat(done.path("state").asText()).as(done.toString()).isEqualTo("done");
    assertThat(done.path("decrypting").asBoolean()).isTrue();
    assertThat(keyIds("secrets")).containsExactly("");
  }

  @Test
  void anotherResourceMeanwhileIsRewrittenToo() {
    store("secrets", 20);
    store("configmaps", 20);
    cluster.apiServer().writes(ENCRYPTED);
    meanwhile(() ->
        json(
            cluster.post(
                "prod",
                "use",
                Map.of("key", cluster.rootKey(), "resources", List.of("secrets", "configmaps")))));
    begin();
    awaitWaiting();
    cluster.settle();
    assertThat(finished().path("state").asText()).isEqualTo("done");
    assertThat(keyIds("configmaps")).containsExactly("rdt-1-x");
  }

  @Test
  void aPhaseThatCameBackMeanwhileBeginsItAnew() {
    store("secrets", 20);
    cluster.apiServer().writes(ENCRYPTED);
    meanwhile(() -> {
      json(cluster.post("disable"));
      cluster.use("prod", cluster.rootKey());
    });
    begin();
    awaitWaiting();
    assertThat(migration("prod").path("done").asInt()).isZero();
    cluster.settle();
    assertThat(finished().path("state").asText()).isEqualTo("done");
    assertThat(cluster.apiServer().patches()).isEqualTo(40);
  }

  @Test
  void aMigrationOfAClusterThatWasLetGoHasFailed() {
    store("secrets", 20);
    meanwhile(
        () -> cluster.sql("UPDATE encryption.cluster SET phase = 'off', key = NULL, ring = NULL"));
    begin();
    JsonNode failed = finished();
    assertThat(failed.path("state").asText()).isEqualTo("failed");
    assertThat(failed.path("failure").asText()).contains("let go");
  }

  @Test
  void aStopHoldsAlsoWhenTheApiServerFailsAtThatMoment() {
    store("secrets", 20);
    cluster.apiServer().failNext(1_000_000);
    begin();
    var _ =
        cluster.whileLocked(
            () -> {
              cluster.ahead(Duration.ofMinutes(20));
              return cluster.manager().get(cluster.clusters());
            },
            handle -> {
              int _ = handle.execute("UPDATE encryption.migration SET state = 'stopped'");
            });
    Await.until(LONG, "nobody who waits", () -> !cluster.isAnybodyWaiting());
    assertThat(migration("prod").path("state").asText()).isEqualTo("stopped");
  }

  @Test
  void oneWhoseFailureCannotBeWrittenKeepsNoOtherFromGoingOn() {
    store("secrets", 20);
    cluster.apiServer().writes(ENCRYPTED);
    cluster.add("dev");
    cluster.use("dev", cluster.keys().newKey());
    json(cluster.post("dev", "migration", Map.of("rate", 0)));
    json(cluster.post("prod", "migration", Map.of("rate", 0)));
    String first =
        cluster.query(handle ->
            handle
                .createQuery("SELECT id FROM encryption.migration ORDER BY id LIMIT 1")
                .mapTo(String.class)
                .one());
    String other = migration("prod").path("id").asText().equals(first) ? "dev" : "prod";
    cluster.sql(
        """
        CREATE FUNCTION public.poison() RETURNS trigger LANGUAGE plpgsql AS
          $$ BEGIN RAISE EXCEPTION 'poison'; END $$
        """);
    cluster.sql(
        "CREATE TRIGGER poison BEFORE UPDATE ON encryption.migration FOR EACH ROW WHEN (NEW.id = '"
            + first
            + "') EXECUTE FUNCTION public.poison()");
    cluster.ahead(Duration.ofMinutes(20));
    Await.until(
        LONG, "the other's end", () -> migration(other).path("state").asText().equals("done"));
  }
}
