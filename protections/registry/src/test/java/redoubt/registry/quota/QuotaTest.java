package redoubt.registry.quota;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redoubt.oci.Digest;
import redoubt.registry.testing.Answer;
import redoubt.registry.testing.Client;
import redoubt.registry.testing.Images;
import redoubt.registry.testing.Registry;
import redoubt.web.Json;

final class QuotaTest {
  private static final String QUOTA = "/v1/instances/" + Registry.TENANT + "/quota";
  private static final String STORAGE =
      "Your account has exceeded its image storage quota for the current month.";
  private static final String TRAFFIC =
      "Your account has exceeded its pull traffic quota for the current month.";

  @AutoClose private final Registry registry = Registry.start();
  private final Client writer = registry.writer();
  private final byte[] layer = Images.bytes(1, 10_000);

  /** Config, layer and manifest. */
  private final long image = Images.CONFIG.length + 10_000L + Images.manifest(layer).length;

  @BeforeEach
  void namespaces() {
    registry.namespace(Registry.TENANT, "team", false);
    registry.namespace(Registry.TENANT, "crew", false);
    registry.namespace(Registry.OTHER, "other", false);
  }

  private void limit(@Nullable Long store, @Nullable Long traffic) {
    Map<String, @Nullable Long> limit = new HashMap<>();
    limit.put("store", store);
    limit.put("traffic", traffic);
    registry.manager().send("PUT", QUOTA, Json.bytes(Map.of("limit", limit))).expect(200);
  }

  private JsonNode quota() {
    return registry.reader().get(QUOTA).expect(200).json();
  }

  private long stored() {
    return quota().at("/usage/store").asLong();
  }

  @Test
  void usageAndLimitHaveTheNamesThatIbmGivesThem() {
    writer.pushImage("team/app", "v1", layer);
    limit(1_000_000L, null);
    assertThat(quota().at("/usage/store").asLong()).isEqualTo(image);
    assertThat(quota().at("/usage/traffic").asLong()).isZero();
    assertThat(quota().at("/limit/store").asLong()).isEqualTo(1_000_000);
    assertThat(quota().at("/limit/traffic").isNull()).isTrue();
  }

  @Test
  void aContentCountsOnceForTheTenantAndOnceForEachNamespace() {
    writer.pushImage("team/app", "v1", layer);
    writer.pushImage("team/copy", "v1", layer);
    writer.pushImage("crew/copy", "v1", layer);
    assertThat(stored()).isEqualTo(image);
    assertThat(quota().path("namespaces").findValuesAsText("store"))
        .containsExactly(Long.toString(image), Long.toString(image));
  }

  @Test
  void theTrashIsCountedApartAndNotAgainstTheLimit() {
    byte[] manifest = writer.pushImage("team/app", "v1", layer);
    limit(image, null);
    writer.delete("/v2/team/app/manifests/" + Digest.of(manifest)).expect(202);
    assertThat(stored()).isZero();
    assertThat(quota().at("/usage/trash").asLong()).isEqualTo(image);
    writer.pushImage("team/app", "v2", Images.bytes(2, 10_000));
    assertThat(stored()).isEqualTo(image);
    Answer restored =
        writer.post(
            "/v1/instances/" + Registry.TENANT + "/trash/restore",
            Map.of("repository", "team/app", "tag", "v1"));
    assertThat(restored.outcome()).isEqualTo("403 registry.storage-quota");
    assertThat(registry.inventory().findings()).isEmpty();
  }

  @Test
  void whatAnotherRepositoryStillNeedsIsNotTrash() {
    byte[] manifest = writer.pushImage("team/app", "v1", layer);
    writer.pushImage("crew/copy", "v1", layer);
    writer.delete("/v2/team/app/manifests/" + Digest.of(manifest)).expect(202);
    assertThat(stored()).isEqualTo(image);
    assertThat(quota().at("/usage/trash").asLong()).isZero();
  }

  @Test
  void aManifestThatWouldBeTooMuchIsRefusedInIbmsWords() {
    limit(image - 1, null);
    writer.push("team/app", Images.CONFIG).expect(201);
    writer.push("team/app", layer).expect(201);
    Answer refused = writer.put("team/app", "v1", Images.manifest(layer));
    assertThat(refused.outcome()).isEqualTo("403 DENIED registry.storage-quota");
    assertThat(refused.json().at("/errors/0/message").asText()).startsWith(STORAGE);
    assertThat(stored()).isZero();
    limit(image, null);
    writer.put("team/app", "v1", Images.manifest(layer)).expect(201);
    assertThat(stored()).isEqualTo(image);
  }

  @Test
  void anUploadThatIsAnnouncedTooLongIsRefusedBeforeItComes() {
    limit(5_000L, null);
    String upload = writer.begin("team/app");
    Answer refused = writer.with("Content-Length", "10000").send("PATCH", upload, layer);
    assertThat(refused.outcome()).isEqualTo("403 DENIED registry.storage-quota");
    assertThat(writer.get(upload).header("Range")).contains("0-0");
  }

  @Test
  void anUploadWithoutALengthIsCutOffWhereTheLimitIs() {
    limit(5_000L, null);
    String upload = writer.begin("team/app");
    assertThat(writer.send("PATCH", upload, layer).outcome())
        .isEqualTo("403 DENIED registry.storage-quota");
    writer.delete(upload).expect(204);
  }

  @Test
  void bytesThatNoImageNamesAreCappedApart() {
    limit(15_000L, null);
    writer.push("team/app", layer).expect(201);
    assertThat(quota().at("/usage/pending").asLong()).isEqualTo(10_000);
    String upload = writer.begin("team/app");
    Answer refused =
        writer.with("Content-Length", "10000").send("PATCH", upload, Images.bytes(2, 10_000));
    assertThat(refused.outcome()).isEqualTo("403 DENIED registry.pending-quota");
    writer.push("team/app", Images.CONFIG).expect(201);
    writer.put("team/app", "v1", Images.manifest(layer)).expect(201);
    assertThat(quota().at("/usage/pending").asLong()).isZero();
  }

  @Test
  void aNamespaceHasALimitOfItsOwn() {
    String team = "/v1/instances/" + Registry.TENANT + "/namespaces/team";
    registry.manager().send("PATCH", team, Json.bytes(Map.of("limit", image))).expect(200);
    writer.pushImage("team/app", "v1", layer);
    assertThat(writer.send("POST", "/v2/team/app/blobs/uploads/").outcome())
        .isEqualTo("403 DENIED registry.storage-quota");
    writer.pushImage("crew/app", "v1", Images.bytes(2, 10_000));
  }

  @Test
  void onlyAManagerSetsLimits() {
    assertThat(writer.send("PUT", QUOTA, Json.bytes(Map.of("limit", Map.of("store", 1)))).outcome())
        .isEqualTo("403 web.forbidden");
  }

  @Test
  void whatATenantUsesIsNotSeenByAnother() {
    writer.pushImage("team/app", "v1", layer);
    Client stranger = registry.stranger();
    String others = "/v1/instances/" + Registry.OTHER + "/quota";
    assertThat(stranger.get(others).expect(200).json().at("/usage/store").asLong()).isZero();
    assertThat(stranger.get(QUOTA).outcome()).isEqualTo("403 web.forbidden");
    stranger.send("PUT", others, Json.bytes(Map.of("limit", Map.of("store", 10)))).expect(200);
    writer.pushImage("team/app", "v2", Images.bytes(2, 10_000));
    String upload = stranger.begin("other/app");
    assertThat(stranger.send("PATCH", upload, layer).status()).isEqualTo(403);
  }

  /** The limit has room for ten of the sixteen images, and for ten it has to be enough. */
  @Test
  void sixteenPushersOnTwoServersFillTheLimitToTheByte() throws Exception {
    long shared = Images.CONFIG.length;
    limit(shared + 10 * (image - shared), null);
    List<byte[]> layers = new ArrayList<>();
    for (int i = 0; i < 16; i++) {
      layers.add(Images.bytes(100 + i, 10_000));
    }
    String repository = "team/app";
    try (Registry second = registry.another();
        ExecutorService threads = Executors.newFixedThreadPool(16)) {
      writer.push(repository, Images.CONFIG).expect(201);
      List<Callable<Integer>> pushes = new ArrayList<>();
      for (int i = 0; i < 16; i++) {
        Client client = i % 2 == 0 ? writer : second.writer();
        byte[] own = layers.get(i);
        String tag = "t" + i;
        pushes.add(() -> {
          // What is pending is capped too: some wait for others.
          while (client.push(repository, own).status() != 201) {
            if (stored() == shared + 10 * (image - shared)) {
              return 403;
            }
          }
          return client.put(repository, tag, Images.manifest(own)).status();
        });
      }
      List<Integer> statuses = new ArrayList<>();
      for (Future<Integer> push : threads.invokeAll(pushes)) {
        statuses.add(push.get());
      }
      assertThat(statuses).containsOnly(201, 403);
      assertThat(statuses.stream().filter(status -> status == 201)).hasSize(10);
    }
    assertThat(stored()).isEqualTo(shared + 10 * (image - shared));
    assertThat(registry.inventory().findings()).isEmpty();
  }

  @Test
  void aPullThatBeginsBelowTheLimitFinishesAndTheNextIsRefused() {
    byte[] manifest = writer.pushImage("team/app", "v1", layer);
    limit(null, manifest.length + 1L);
    String blob = "/v2/team/app/blobs/" + Digest.of(layer);
    writer.get("/v2/team/app/manifests/v1").expect(200);
    assertThat(writer.get(blob).expect(200).body()).isEqualTo(layer);
    Answer refused = writer.get(blob);
    assertThat(refused.outcome()).isEqualTo("403 DENIED registry.traffic-quota");
    assertThat(refused.json().at("/errors/0/message").asText()).startsWith(TRAFFIC);
    assertThat(writer.get("/v2/team/app/manifests/v1").status()).isEqualTo(403);
    writer.head(blob).expect(200);
    assertThat(quota().at("/usage/traffic").asLong()).isEqualTo(manifest.length + 10_000);
  }

  @Test
  void pullsAreCountedByTheMonthOfUtc() {
    writer.pushImage("team/app", "v1", layer);
    limit(null, 10_000L);
    String blob = "/v2/team/app/blobs/" + Digest.of(layer);
    registry.clock().set(Instant.parse("2026-11-30T23:59:59Z"));
    writer.get(blob).expect(200);
    assertThat(writer.get(blob).status()).isEqualTo(403);
    registry.clock().advance(Duration.ofSeconds(1));
    assertThat(quota().at("/usage/traffic").asLong()).isZero();
    writer.get(blob).expect(200);
    registry.tick();
    assertThat(
            registry
                .inventory()
                .query("SELECT month || ' ' || bytes FROM registry.traffic ORDER BY month"))
        .containsExactly("2026-11 10000", "2026-12 10000");
  }

  @Test
  void anotherServerKnowsWhatWasPulledAfterSomeSeconds() {
    writer.pushImage("team/app", "v1", layer);
    limit(null, 10_000L);
    String blob = "/v2/team/app/blobs/" + Digest.of(layer);
    try (Registry second = registry.another()) {
      second.reader().get("/v2/team/app/manifests/v1").expect(200);
      writer.get(blob).expect(200);
      registry.tick();
      registry.clock().advance(Traffic.FLUSH);
      assertThat(second.reader().get(blob).status()).isEqualTo(403);
    }
  }

  @Test
  void aRangeCountsWithItsLength() {
    writer.pushImage("team/app", "v1", layer);
    writer.with("Range", "bytes=0-99").get("/v2/team/app/blobs/" + Digest.of(layer)).expect(206);
    assertThat(quota().at("/usage/traffic").asLong()).isEqualTo(100);
  }

  @Test
  void whatAServerCountedIsWrittenWhenItEnds() {
    writer.pushImage("team/app", "v1", layer);
    try (Registry second = registry.another()) {
      second.reader().get("/v2/team/app/blobs/" + Digest.of(layer)).expect(200);
    }
    assertThat(quota().at("/usage/traffic").asLong()).isEqualTo(10_000);
  }
}
