package redoubt.server.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static redoubt.server.faults.GuardedCluster.json;
import static redoubt.server.faults.GuardedCluster.text;

import java.io.IOException;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redoubt.testkit.NeedsPeer;

/** When a root key is let go, and what a crash or somebody else leaves of it. */
@NeedsPeer(
    value = {"etcd", "etcdctl"},
    why = "whether a root key is let go that objects may need")
final class ClusterReleaseTest {
  @TempDir private Path directory;
  private GuardedCluster cluster;

  @BeforeEach
  void start() throws IOException {
    cluster = new GuardedCluster(directory);
  }

  @AfterEach
  void stop() {
    cluster.close();
  }

  private void storeOne() {
    cluster
        .etcd()
        .put("/registry/secrets/team-1/plain", "k8s\0plain".getBytes(StandardCharsets.UTF_8));
  }

  /** Nothing stands in the way of the release but what a test puts there. */
  private void disabledAndSeen() {
    storeOne();
    json(cluster.post("disable"));
    cluster.settle();
    cluster.read();
  }

  private HttpResponse<String> release() {
    return cluster.post("release");
  }

  private void assertRefused(HttpResponse<String> answer, String code) {
    assertThat(answer.statusCode()).as(answer.body()).isEqualTo(409);
    assertThat(answer.body()).contains("\"" + code + "\"");
  }

  /** Without force: a key that guards something is not deleted. */
  private int deleteKey() {
    return deleteKey(cluster.rootKey());
  }

  private int deleteKey(String id) {
    return cluster.manager().delete("/api/v2/keys/" + id).statusCode();
  }

  @Test
  void whatWasReadAfterApiServersFollowedIsEvidence() {
    disabledAndSeen();
    assertThat(json(release()).path("encryption").asText()).isEqualTo("off");
  }

  @Test
  void whatWasReadWhileApiServersCouldStillEncryptIsNone() {
    storeOne();
    json(cluster.post("disable"));
    cluster.read();
    assertRefused(release(), "encryption.not-settled");
    cluster.settle();
    // The reading is as old as it was.
    assertRefused(release(), "encryption.not-settled");
    cluster.read();
    json(release());
  }

  @Test
  void aReadingIsEvidenceForAQuarterOfAnHourAfterItsEndHoweverLongItTook() {
    storeOne();
    json(cluster.post("disable"));
    cluster.ahead(Duration.ofMinutes(40));
    cluster.read();
    cluster.sql("UPDATE encryption.report SET begun_at = begun_at - interval '25 minutes'");
    cluster.ahead(Duration.ofMinutes(16));
    assertRefused(release(), "encryption.not-seen");
    cluster.sql("UPDATE encryption.report SET stored_at = stored_at + interval '2 minutes'");
    json(release());
  }

  @Test
  void whatWasReadFromAnotherEtcdIsNone() {
    disabledAndSeen();
    json(
        cluster
            .manager()
            .patchJson(
                cluster.clusters() + "/prod",
                text(Map.of("etcd", Map.of("endpoints", List.of(cluster.endpoint()))))));
    assertRefused(release(), "encryption.not-seen");
    cluster.read();
    json(release());
  }

  @Test
  void anEtcdWithoutAnyObjectIsNone() {
    json(cluster.post("disable"));
    cluster.settle();
    cluster.read();
    assertRefused(release(), "encryption.nothing-seen");
    assertThat(cluster.phase()).isEqualTo("disabling");
  }

  @Test
  void aRootKeyThatIsSetMeanwhileStays() {
    disabledAndSeen();
    HttpResponse<String> answer =
        cluster.whileLocked(
            this::release,
            handle -> {
              int _ = handle.execute("UPDATE encryption.cluster SET phase = 'enabled'");
            });
    assertRefused(answer, "encryption.in-use");
    assertThat(cluster.phase()).isEqualTo("enabled");
    assertThat(deleteKey()).isEqualTo(409);
  }

  @Test
  void aClusterThatIsRemovedWhileARootKeyIsSetLeavesTheKeyRegistered() {
    cluster.sql("UPDATE encryption.cluster SET phase = 'off', key = NULL, ring = NULL");
    HttpResponse<String> answer =
        cluster.whileLocked(
            () -> cluster.manager().delete(cluster.clusters() + "/prod"),
            handle -> {
              int _ =
                  handle.execute(
                      "UPDATE encryption.cluster SET phase = 'enabled', ring = 'r', key = CAST(? AS"
                          + " uuid)",
                      cluster.rootKey());
            });
    assertRefused(answer, "encryption.in-use");
    assertThat(deleteKey()).isEqualTo(409);
  }

  @Test
  void aReleaseThatBreaksOffAnywhereLeavesEverythingAsItWas() {
    String apiKey = cluster.pluginKey(Map.of());
    disabledAndSeen();
    cluster.sql(
        """
        CREATE FUNCTION public.crash() RETURNS trigger LANGUAGE plpgsql AS
          $$ BEGIN RAISE EXCEPTION 'a crash'; END $$
        """);
    for (String step :
        List.of(
            "UPDATE ON encryption.cluster",
            "DELETE ON keys.registration",
            "DELETE ON identity.users",
            "INSERT ON ledger.leaf")) {
      cluster.sql(
          "CREATE TRIGGER crash BEFORE " + step + " FOR EACH ROW EXECUTE FUNCTION public.crash()");
      assertThat(release().statusCode()).as(step).isGreaterThanOrEqualTo(500);
      cluster.sql("DROP TRIGGER crash ON " + step.substring(step.indexOf(" ON ") + 4));
      assertThat(cluster.phase()).as(step).isEqualTo("disabling");
      assertThat(deleteKey()).as(step).isEqualTo(409);
      assertThat(cluster.takes(apiKey)).as(step).isTrue();
    }
    json(release());
    assertThat(deleteKey()).isEqualTo(204);
    assertThat(cluster.takes(apiKey)).isFalse();
  }

  @Test
  void aRootKeyOfWhichNoPluginWasToldIsFreeWhenAnotherIsSet() {
    String untold = cluster.keys().newKey();
    cluster.sql(
        """
        CREATE FUNCTION public.crash() RETURNS trigger LANGUAGE plpgsql AS
          $$ BEGIN RAISE EXCEPTION 'a crash'; END $$
        """);
    cluster.sql(
        "CREATE TRIGGER crash BEFORE INSERT ON encryption.generation FOR EACH ROW EXECUTE FUNCTION"
            + " public.crash()");
    assertThat(cluster.post("prod", "use", Map.of("key", untold)).statusCode())
        .isGreaterThanOrEqualTo(500);
    cluster.sql("DROP TRIGGER crash ON encryption.generation");
    assertThat(deleteKey(untold)).isEqualTo(409);
    cluster.use("prod", cluster.rootKey());
    assertThat(deleteKey(untold)).isEqualTo(204);
    assertThat(deleteKey()).isEqualTo(409);
  }

  @Test
  void aRepeatedReleaseFinishesWhatOneLeft() {
    String apiKey = cluster.pluginKey(Map.of());
    // Let go, but for the key's registration and the plugin's service.
    cluster.sql(
        "UPDATE encryption.cluster SET phase = 'off', key = NULL, ring = NULL, account = NULL");
    assertThat(deleteKey()).isEqualTo(409);
    json(release());
    assertThat(cluster.takes(apiKey)).isFalse();
    assertThat(deleteKey()).isEqualTo(204);
    json(release());
  }

  @Test
  void aRemovedClusterLeavesNeitherRegistrationNorService() {
    String apiKey = cluster.pluginKey(Map.of());
    String path = cluster.clusters() + "/prod";
    assertRefused(cluster.manager().delete(path), "encryption.in-use");
    assertThat(cluster.takes(apiKey)).isTrue();
    assertThat(cluster.manager().delete(path + "?force=true").statusCode()).isEqualTo(204);
    assertThat(cluster.takes(apiKey)).isFalse();
    assertThat(deleteKey()).isEqualTo(204);
  }

  @Test
  void noServiceIsMadeForAClusterThatIsLetGoMeanwhile() {
    HttpResponse<String> answer =
        cluster.whileLocked(
            () -> cluster.bundle(Map.of()),
            handle -> {
              int _ =
                  handle.execute(
                      "UPDATE encryption.cluster SET phase = 'off', key = NULL, ring = NULL");
            });
    assertThat(answer.statusCode()).isEqualTo(410);
    int services =
        cluster.query(handle ->
            handle
                .createQuery("SELECT count(*) FROM identity.users WHERE name LIKE 'kms-plugin-%'")
                .mapTo(Integer.class)
                .one());
    assertThat(services).isZero();
  }
}
