package redoubt.registry.upstream;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redoubt.oci.Digest;
import redoubt.oci.MediaTypes;
import redoubt.registry.testing.Answer;
import redoubt.registry.testing.Client;
import redoubt.registry.testing.Elsewhere;
import redoubt.registry.testing.Images;
import redoubt.registry.testing.Registry;
import redoubt.testkit.DockerRegistry;
import redoubt.testkit.NeedsPeer;
import redoubt.web.Grant;
import redoubt.web.Json;
import redoubt.web.Role;

/** What is pulled from a namespace of another registry. */
final class MirrorTest {
  private static final byte[] LAYER = Images.bytes(1, 300_000);
  private static final byte[] IMAGE = Images.manifest(LAYER);
  private static final String TAGGED = "/v2/hub-images/app/manifests/v1";
  private static final String UPSTREAM =
      "/v1/instances/" + Registry.TENANT + "/namespaces/hub-images/upstream";

  private Registry registry;
  private Elsewhere other;
  private Client owner;

  @BeforeEach
  void begin() {
    registry = Registry.start();
    other = new Elsewhere();
    registry.namespace(Registry.TENANT, "hub-images", false);
    owner = registry.as("owner", Grant.inInstance(Role.MANAGER, Registry.TENANT));
    has("v1", IMAGE);
    for (byte[] blob : List.of(LAYER, Images.CONFIG)) {
      other.put("/v2/app/blobs/" + Digest.of(blob), "application/octet-stream", blob);
    }
    owner.send("PUT", UPSTREAM, Json.bytes(Map.of("url", other.url()))).expect(200);
  }

  @AfterEach
  void end() {
    other.close();
    registry.close();
  }

  private void has(String tag, byte[] manifest) {
    other.put("/v2/app/manifests/" + tag, MediaTypes.OCI_MANIFEST, manifest);
    other.put("/v2/app/manifests/" + Digest.of(manifest), MediaTypes.OCI_MANIFEST, manifest);
  }

  private static String blob(byte[] content) {
    return "/v2/hub-images/app/blobs/" + Digest.of(content);
  }

  private void pullAll() {
    assertThat(registry.reader().get(TAGGED).expect(200).body()).isEqualTo(IMAGE);
    assertThat(registry.reader().get(blob(LAYER)).expect(200).body()).isEqualTo(LAYER);
    assertThat(registry.reader().get(blob(Images.CONFIG)).expect(200).body())
        .isEqualTo(Images.CONFIG);
  }

  @Test
  void anImageIsFetchedOnceAndIsTheTenantsThen() {
    pullAll();
    int asked = other.heard().size();
    pullAll();
    assertThat(other.heard()).hasSize(asked);
    assertThat(registry.reader().get("/v2/hub-images/app/tags/list").list("tags"))
        .containsExactly("v1");
    assertThat(registry.inventory().findings()).isEmpty();
  }

  /** Whoever pulls manifests alone does not fill the database. */
  @Test
  void ofManifestsThatWaitForTheirBlobsTheLatestAreKept() {
    registry.namespace(Registry.OTHER, "foreign", false);
    registry.plant(
        """
        INSERT INTO registry.upstream (namespace, id, url, login, set_at, set_by)
        VALUES ('foreign', gen_random_uuid(), 'https://other.test', false, now(), 'x')
        """);
    for (String namespace : List.of("hub-images", "foreign")) {
      registry.plant(
          """
          INSERT INTO registry.upstream_manifest (namespace, repository, digest, media_type, bytes, came_at)
          SELECT '%1$s', '%1$s/r', 'sha256:' || n, 'x', '', TIMESTAMPTZ '2020-01-01Z' + n * interval '1 second'
          FROM generate_series(1, 5000) n
          """
              .formatted(namespace));
    }
    registry.reader().get(TAGGED).expect(200);
    assertThat(registry.inventory().count("upstream_manifest")).isEqualTo(10_000);
    assertThat(registry.reader().get(blob(LAYER)).expect(200).body()).isEqualTo(LAYER);
    registry.plant("DELETE FROM registry.upstream_manifest WHERE namespace = 'hub-images'");
    registry.plant(
        """
        INSERT INTO registry.upstream_manifest (namespace, repository, digest, media_type, bytes, came_at)
        SELECT 'hub-images', 'hub-images/r', 'sha256:' || n, 'x', convert_to(repeat('a', 4 << 20), 'UTF8'),
          TIMESTAMPTZ '2020-01-01Z' + n * interval '1 second'
        FROM generate_series(1, 20) n
        """);
    byte[] next = Images.manifest(Images.bytes(2, 100));
    has("v2", next);
    registry.reader().get("/v2/hub-images/app/manifests/v2").expect(200);
    assertThat(registry.inventory().count("upstream_manifest")).isEqualTo(5_000 + 1 + 15);
  }

  @Test
  void aTagThatMovesIsFollowedAfterAMinute() {
    pullAll();
    byte[] second = Images.manifest(LAYER, Images.CONFIG);
    has("v1", second);
    assertThat(registry.reader().get(TAGGED).body()).isEqualTo(IMAGE);
    registry.clock().advance(Mirror.FRESH.plusSeconds(1));
    assertThat(registry.reader().get(TAGGED).body()).isEqualTo(second);
  }

  @Test
  void whatIsHereIsServedWhileTheOtherIsAwayAndThatIsSaid() {
    pullAll();
    other.answer(503);
    registry.clock().advance(Duration.ofHours(1));
    Answer answer = registry.reader().get(TAGGED).expect(200);
    assertThat(answer.body()).isEqualTo(IMAGE);
    assertThat(answer.header("Warning"))
        .hasValueSatisfying(text -> assertThat(text).startsWith("111 "));
    assertThat(registry.reader().get("/v2/hub-images/app/manifests/v2").status()).isEqualTo(503);
  }

  @Test
  void whatTheOtherTookAwayIsNotHandedOutUnderItsTag() {
    pullAll();
    other.remove("/v2/app/manifests/v1");
    registry.clock().advance(Mirror.FRESH.plusSeconds(1));
    assertThat(registry.reader().get(TAGGED).status()).isEqualTo(404);
    other.answer(503);
    registry.clock().advance(Mirror.FRESH.plusSeconds(1));
    assertThat(registry.reader().get(TAGGED).status()).isEqualTo(503);
    assertThat(registry.reader().get("/v2/hub-images/app/tags/list").list("tags")).isEmpty();
  }

  @Test
  void whatTheOtherForbidsIsNotServedAsIfItWereAway() {
    pullAll();
    other.answer(403);
    registry.clock().advance(Mirror.FRESH.plusSeconds(1));
    assertThat(registry.reader().get(TAGGED).status()).isEqualTo(403);
  }

  @Test
  void oneThatIsAwayIsLeftAloneForAMinute() {
    pullAll();
    other.answer(503);
    registry.clock().advance(Duration.ofHours(1));
    registry.reader().get(TAGGED).expect(200);
    int asked = other.heard().size();
    registry.reader().get(TAGGED).expect(200);
    assertThat(other.heard()).hasSize(asked);
    other.answer(200);
    registry.clock().advance(Mirror.FRESH.plusSeconds(1));
    assertThat(registry.reader().get(TAGGED).expect(200).header("Warning")).isEmpty();
  }

  @Test
  void aLayerThatAnotherRepositoryOfTheNamespaceHasIsNotFetchedAgain() {
    pullAll();
    for (byte[] blob : List.of(LAYER, Images.CONFIG)) {
      other.put("/v2/second/blobs/" + Digest.of(blob), "application/octet-stream", blob);
    }
    other.put("/v2/second/manifests/v1", MediaTypes.OCI_MANIFEST, IMAGE);
    other.put("/v2/second/manifests/" + Digest.of(IMAGE), MediaTypes.OCI_MANIFEST, IMAGE);
    registry.reader().get("/v2/hub-images/second/manifests/v1").expect(200);
    assertThat(registry.reader().get("/v2/hub-images/second/tags/list").list("tags"))
        .containsExactly("v1");
    assertThat(other.lines()).noneMatch(line -> line.contains("/v2/second/blobs/"));
  }

  @Test
  void anImageOfWhichAPullerHadSomeLayersBecomesWholeBehindIt() {
    registry.reader().get(TAGGED).expect(200);
    registry.reader().get(blob(Images.CONFIG)).expect(200);
    assertThat(registry.reader().get("/v2/hub-images/app/tags/list").status()).isNotEqualTo(500);
    registry.clock().advance(Duration.ofMinutes(3));
    registry.tick();
    assertThat(registry.reader().get("/v2/hub-images/app/tags/list").list("tags"))
        .containsExactly("v1");
    other.answer(503);
    assertThat(registry.reader().get(blob(LAYER)).expect(200).body()).isEqualTo(LAYER);
  }

  @Test
  void whoOnlyLooksAtAManifestHasNoLayersFetched() {
    registry.reader().get(TAGGED).expect(200);
    registry.clock().advance(Duration.ofMinutes(3));
    registry.tick();
    assertThat(registry.reader().head(blob(LAYER)).expect(200).length()).isEqualTo(LAYER.length);
    assertThat(other.lines()).noneMatch(line -> line.contains("/blobs/"));
  }

  @Test
  void headOfAManifestFetchesTheManifestAlone() {
    registry.reader().head(TAGGED).expect(200);
    assertThat(other.lines())
        .containsExactly("HEAD /v2/app/manifests/v1", "GET /v2/app/manifests/" + Digest.of(IMAGE));
    registry.reader().head(blob(LAYER)).expect(200);
    assertThat(other.lines()).hasSize(2);
  }

  @Test
  void whatComesInIsOfTheOtherRegistryInTheLedgerAndWhatGoesOutOfWhoPulls() {
    pullAll();
    String image = "hub-images/app@" + Digest.of(IMAGE);
    assertThat(registry.ledgerOf(image))
        .containsExactly(
            "container-registry.image.pull by reader",
            "container-registry.image.push by mirror:" + other.url().substring(7));
  }

  @Test
  void anImmutableTagIsServedAsItIsWhateverTheOtherDoes() {
    pullAll();
    owner
        .send(
            "PATCH",
            "/v1/instances/" + Registry.TENANT + "/namespaces/hub-images",
            Json.bytes(Map.of("immutableTags", List.of("v*"))))
        .expect(200);
    has("v1", Images.manifest(LAYER, Images.CONFIG));
    registry.clock().advance(Duration.ofHours(1));
    pullAll();
  }

  @Test
  void visitorsGetThroughALoginOnlyWhatIsHere() {
    owner
        .send(
            "PUT",
            UPSTREAM,
            Json.bytes(Map.of("url", other.url(), "user", "someone", "password", "right")))
        .expect(200);
    owner
        .send(
            "PATCH",
            "/v1/instances/" + Registry.TENANT + "/namespaces/hub-images",
            Json.bytes(Map.of("anonymousPull", true)))
        .expect(200);
    assertThat(registry.visitor().get(TAGGED).status()).isEqualTo(404);
    assertThat(other.heard()).isEmpty();
    pullAll();
    assertThat(registry.visitor().get(TAGGED).expect(200).body()).isEqualTo(IMAGE);
    other.answer(403);
    registry.clock().advance(Mirror.FRESH.plusSeconds(1));
    assertThat(registry.reader().get(TAGGED).status()).isEqualTo(403);
    assertThat(registry.visitor().get(TAGGED).expect(200).body()).isEqualTo(IMAGE);
  }

  @Test
  void whatTheOtherDoesNotHaveIsNotThere() {
    assertThat(registry.reader().get("/v2/hub-images/app/manifests/none").outcome())
        .isEqualTo("404 MANIFEST_UNKNOWN oci.no-such-image");
  }

  @Test
  void aBlobThatNoManifestNamesIsNotAskedFor() {
    byte[] secret = Images.text("of another image");
    other.put("/v2/app/blobs/" + Digest.of(secret), "application/octet-stream", secret);
    assertThat(registry.reader().get(blob(secret)).status()).isEqualTo(404);
    assertThat(other.heard()).isEmpty();
  }

  @Test
  void manyWhoPullAtOnceOnTwoServersFetchABlobOnce() throws Exception {
    registry.reader().get(TAGGED).expect(200);
    try (Registry second = registry.another();
        ExecutorService many = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<Answer>> answers = new ArrayList<>();
      for (int i = 0; i < 12; i++) {
        Client client = i % 2 == 0 ? registry.reader() : second.reader();
        answers.add(many.submit(() -> client.get(blob(LAYER))));
      }
      for (Future<Answer> answer : answers) {
        assertThat(answer.get().expect(200).body()).isEqualTo(LAYER);
      }
    }
    assertThat(other.lines().stream().filter(line -> line.contains(Digest.of(LAYER).hex())))
        .hasSize(1);
  }

  @Test
  void aForgedBlobIsNotKept() {
    byte[] forged = LAYER.clone();
    forged[7] ^= 1;
    other.put("/v2/app/blobs/" + Digest.of(LAYER), "application/octet-stream", forged);
    registry.reader().get(TAGGED).expect(200);
    assertThat(registry.reader().get(blob(LAYER)).status()).isEqualTo(422);
    other.put("/v2/app/blobs/" + Digest.of(LAYER), "application/octet-stream", LAYER);
    pullAll();
    assertThat(registry.inventory().findings()).isEmpty();
  }

  @Test
  void nobodyPushes() {
    assertThat(registry.writer().put("hub-images/app", "v2", IMAGE).outcome())
        .isEqualTo("403 DENIED registry.is-upstreams");
    assertThat(registry.writer().send("POST", "/v2/hub-images/app/blobs/uploads/").outcome())
        .isEqualTo("403 DENIED registry.is-upstreams");
  }

  @Test
  void aStrangerHasNothingFetched() {
    assertThat(registry.stranger().get(TAGGED).status()).isGreaterThanOrEqualTo(400);
    assertThat(registry.visitor().get(TAGGED).status()).isEqualTo(401);
    assertThat(other.heard()).isEmpty();
    assertThat(
            registry
                .stranger()
                .send(
                    "PUT",
                    UPSTREAM.replace(Registry.TENANT, Registry.OTHER),
                    Json.bytes(Map.of("url", other.url())))
                .outcome())
        .isEqualTo("404 registry.no-namespace");
  }

  @Test
  void aNamespaceWithImagesIsNotGivenToAnotherRegistry() {
    registry.namespace(Registry.TENANT, "team", false);
    registry.writer().pushImage("team/app", "v1", LAYER);
    assertThat(
            owner
                .send(
                    "PUT",
                    UPSTREAM.replace("hub-images", "team"),
                    Json.bytes(Map.of("url", other.url())))
                .outcome())
        .isEqualTo("409 registry.has-images");
  }

  @Test
  void afterItsEndTheImagesAreTheTenantsOwn() {
    pullAll();
    owner.delete(UPSTREAM).expect(204);
    pullAll();
    registry.writer().pushImage("hub-images/app", "v2", LAYER);
  }

  @Test
  @NeedsPeer(value = "docker-registry", why = "pulling through from another registry")
  void aRealRegistryIsLoggedInToWithWhatIsSealed(@TempDir Path directory) {
    String entry = "tester:$2y$04$gFsIkVCWm0rHxnEV4gktne8fe/9t7.wOhkmkR.l4A22kgwO7Y80C2";
    try (DockerRegistry real = DockerRegistry.start(directory, entry, "right")) {
      for (byte[] content : List.of(LAYER, Images.CONFIG)) {
        String _ = real.putBlob("app", content);
      }
      String _ = real.putManifest("app", "v1", MediaTypes.OCI_MANIFEST, IMAGE);
      Answer set =
          owner
              .send(
                  "PUT",
                  UPSTREAM,
                  Json.bytes(
                      Map.of("url", real.uri().toString(), "user", "tester", "password", "right")))
              .expect(200);
      assertThat(new String(set.body(), java.nio.charset.StandardCharsets.UTF_8))
          .contains("\"login\":true")
          .doesNotContain("right");
      pullAll();
      real.kill();
      registry.clock().advance(Duration.ofHours(1));
      pullAll();
    }
  }
}
