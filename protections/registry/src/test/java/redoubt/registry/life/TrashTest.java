package redoubt.registry.life;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redoubt.oci.Digest;
import redoubt.registry.testing.Answer;
import redoubt.registry.testing.Client;
import redoubt.registry.testing.Images;
import redoubt.registry.testing.Registry;
import redoubt.web.Json;

final class TrashTest {
  private static final String INSTANCE = "/v1/instances/" + Registry.TENANT;
  private static final String APP = "/v2/team/app/manifests/";

  @AutoClose private final Registry registry = Registry.start();
  private final Client writer = registry.writer();
  private final byte[] layer = Images.bytes(1, 5_000);
  private byte[] manifest = {};

  @BeforeEach
  void anImage() {
    registry.namespace(Registry.TENANT, "team", false);
    manifest = writer.pushImage("team/app", "v1", layer);
  }

  private void delete() {
    writer.delete(APP + Digest.of(manifest)).expect(202);
  }

  private Answer restore(String field, Object name) {
    return writer.post(
        INSTANCE + "/trash/restore", Map.of("repository", "team/app", field, name.toString()));
  }

  private List<String> trash() {
    return writer
        .get(INSTANCE + "/trash")
        .expect(200)
        .json()
        .path("items")
        .findValuesAsText("digest");
  }

  @Test
  void aDeletedImageCannotBePulledAndItsBlobsAreKept() {
    delete();
    assertThat(writer.get(APP + "v1").outcome())
        .isEqualTo("404 MANIFEST_UNKNOWN registry.no-manifest");
    assertThat(writer.get(APP + Digest.of(manifest)).status()).isEqualTo(404);
    String blob = "/v2/team/app/blobs/" + Digest.of(layer);
    assertThat(writer.get(blob).status()).isEqualTo(404);
    assertThat(writer.head(blob).status()).isEqualTo(404);
    assertThat(writer.get("/v2/_catalog").list("repositories")).isEmpty();
    registry.clock().advance(Duration.ofDays(29));
    registry.tick();
    registry.tick();
    restore("digest", Digest.of(manifest)).expect(200);
    assertThat(writer.get(blob).expect(200).body()).isEqualTo(layer);
    assertThat(writer.get(APP + "v1").expect(200).body()).isEqualTo(manifest);
    assertThat(registry.inventory().findings()).isEmpty();
  }

  @Test
  void blobsOfTheTrashAreNeitherMountedNorTakenAway() {
    delete();
    assertThat(
            writer
                .send("POST", "/v2/team/new/blobs/uploads/?from=team/app&mount=" + Digest.of(layer))
                .status())
        .isEqualTo(202);
    assertThat(
            writer.send("POST", "/v2/team/new/blobs/uploads/?mount=" + Digest.of(layer)).status())
        .isEqualTo(202);
    writer.delete("/v2/team/app/blobs/" + Digest.of(layer)).expect(202);
    restore("tag", "v1").expect(200);
    assertThat(writer.get("/v2/team/app/blobs/" + Digest.of(layer)).status()).isEqualTo(200);
  }

  @Test
  void theTrashSaysWhatItHasAndWhenItEnds() {
    delete();
    var item = writer.get(INSTANCE + "/trash").expect(200).json().path("items").path(0);
    assertThat(item.path("repository").asText()).isEqualTo("team/app");
    assertThat(item.path("tags").path(0).asText()).isEqualTo("v1");
    assertThat(item.path("endsAt").asText())
        .isEqualTo(registry.clock().instant().plus(Trash.KEPT).toString());
    assertThat(writer.get(INSTANCE + "/images").expect(200).json().path("items")).isEmpty();
  }

  @Test
  void byItsDigestAnImageComesBackWithTheTagsThatAreFree() {
    writer.put("team/app", "v2", manifest).expect(201);
    delete();
    byte[] other = writer.pushImage("team/app", "v1", Images.bytes(2, 100));
    Answer restored = restore("digest", Digest.of(manifest)).expect(200);
    assertThat(restored.list("tags")).containsExactly("v2");
    assertThat(restored.list("leftInTrash")).containsExactly("v1");
    assertThat(writer.get(APP + "v1").body()).isEqualTo(other);
    assertThat(writer.get(APP + "v2").body()).isEqualTo(manifest);
    // The tag that was not free can be restored once it is.
    assertThat(trash()).containsExactly(Digest.of(manifest).toString());
    assertThat(restore("tag", "v1").outcome()).isEqualTo("409 registry.tag-is-live");
    writer.delete(APP + "v1").expect(202);
    restore("tag", "v1").expect(200);
    assertThat(writer.get(APP + "v1").body()).isEqualTo(manifest);
    assertThat(trash()).isEmpty();
  }

  @Test
  void byATagAnImageComesBackWithThatTagAlone() {
    writer.put("team/app", "v2", manifest).expect(201);
    delete();
    restore("tag", "v2").expect(200);
    assertThat(writer.get("/v2/team/app/tags/list").list("tags")).containsExactly("v2");
  }

  @Test
  void aTagThatIsLiveIsNotRestored() {
    delete();
    writer.pushImage("team/app", "v1", Images.bytes(2, 100));
    assertThat(restore("tag", "v1").outcome()).isEqualTo("409 registry.tag-is-live");
    assertThat(writer.get(APP + Digest.of(manifest)).status()).isEqualTo(404);
  }

  @Test
  void whatIsNotInTheTrashIsNotRestored() {
    assertThat(restore("digest", Digest.of(manifest)).outcome())
        .isEqualTo("404 registry.not-in-trash");
    assertThat(restore("tag", "v1").outcome()).isEqualTo("404 registry.not-in-trash");
  }

  @Test
  void aTagThatIsEndedAloneIsNotInTheTrash() {
    writer.delete(APP + "v1").expect(202);
    assertThat(trash()).isEmpty();
    writer.get(APP + Digest.of(manifest)).expect(200);
  }

  @Test
  void whoPushesAnImageAgainTakesItOutOfTheTrash() {
    delete();
    writer.put("team/app", "v1", manifest).expect(201);
    assertThat(trash()).isEmpty();
    assertThat(writer.get("/v2/team/app/blobs/" + Digest.of(layer)).status()).isEqualTo(200);
    assertThat(registry.inventory().findings()).isEmpty();
  }

  @Test
  void afterThirtyDaysAnImageEnds() {
    delete();
    registry.clock().advance(Trash.KEPT.minusSeconds(1));
    registry.tick();
    assertThat(trash()).hasSize(1);
    registry.clock().advance(Duration.ofSeconds(2));
    for (Duration time : List.of(Duration.ZERO, Duration.ofHours(2), Duration.ofHours(2))) {
      registry.clock().advance(time);
      registry.tick();
    }
    assertThat(trash()).isEmpty();
    assertThat(restore("tag", "v1").outcome()).isEqualTo("404 registry.not-in-trash");
    assertThat(registry.inventory().count("blob")).isZero();
    assertThat(registry.inventory().findings()).isEmpty();
    assertThat(registry.ledgerOf("team/app@" + Digest.of(manifest)))
        .endsWith(
            "container-registry.image.delete by writer", "container-registry.trash.end by time");
  }

  @Test
  void whatCannotBeEndedKeepsNothingElseFromEnding() {
    List<String> staying = new ArrayList<>();
    for (int i = 0; i < 101; i++) {
      byte[] image = writer.pushImage("team/stay", "v" + i, Images.text("stays " + i));
      staying.add("'" + Digest.of(image) + "'");
      writer.delete("/v2/team/stay/manifests/" + Digest.of(image)).expect(202);
    }
    registry.clock().advance(Duration.ofSeconds(1));
    delete();
    registry.plant(
        """
        CREATE FUNCTION registry.stays() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'stays'; END $$
        """);
    registry.plant(
        "CREATE TRIGGER stays BEFORE DELETE ON registry.manifest FOR EACH ROW WHEN (OLD.digest IN ("
            + String.join(",", staying)
            + ")) EXECUTE FUNCTION registry.stays()");
    registry.clock().advance(Trash.KEPT.plusSeconds(1));
    registry.tick();
    assertThat(
            registry.inventory().query("SELECT digest FROM registry.manifest").stream()
                .map("'%s'"::formatted))
        .containsExactlyInAnyOrderElementsOf(staying);
  }

  @Test
  void anImageIsDeletedByATagWithAllItsTags() {
    writer.put("team/app", "v2", manifest).expect(201);
    writer
        .post(INSTANCE + "/images/delete", Map.of("repository", "team/app", "tag", "v2"))
        .expect(200);
    assertThat(writer.get(APP + "v1").status()).isEqualTo(404);
    assertThat(trash()).hasSize(1);
  }

  @Test
  void noTenantReachesTheTrashOfAnother() {
    delete();
    Client stranger = registry.stranger();
    Map<String, String> wish = Map.of("repository", "team/app", "tag", "v1");
    assertThat(stranger.post("/v1/instances/" + Registry.OTHER + "/trash/restore", wish).outcome())
        .isEqualTo("404 registry.no-repository");
    assertThat(stranger.get(INSTANCE + "/trash").outcome()).isEqualTo("403 web.forbidden");
    assertThat(
            stranger
                .get("/v1/instances/" + Registry.OTHER + "/trash?repository=team/app")
                .outcome())
        .isEqualTo("404 registry.no-namespace");
  }

  @Test
  void aNamespaceWithImagesInTheTrashEndsOnlyWhenThatIsSaid() {
    delete();
    Client manager = registry.manager();
    String team = INSTANCE + "/namespaces/team";
    assertThat(manager.delete(team).outcome()).isEqualTo("409 registry.trash-not-empty");
    manager.delete(team + "?withTrash=true").expect(204);
    assertThat(registry.inventory().findings()).isEmpty();
    assertThat(registry.inventory().count("holding")).isZero();
  }

  @Test
  void anImmutableTagIsNeitherMovedNorDeleted() {
    registry
        .manager()
        .send(
            "PATCH",
            INSTANCE + "/namespaces/team",
            Json.bytes(Map.of("immutableTags", List.of("v*"))))
        .expect(200);
    writer.push("team/app", Images.bytes(2, 100)).expect(201);
    byte[] other = Images.manifest(Images.bytes(2, 100));
    String refused = "403 DENIED registry.tag-is-immutable";
    assertThat(writer.put("team/app", "v1", other).outcome()).isEqualTo(refused);
    assertThat(writer.delete(APP + "v1").outcome()).isEqualTo(refused);
    assertThat(writer.delete(APP + Digest.of(manifest)).outcome()).isEqualTo(refused);
    assertThat(
            writer
                .post(
                    INSTANCE + "/images/tag",
                    Map.of(
                        "repository",
                        "team/app",
                        "digest",
                        Digest.of(manifest).toString(),
                        "newTag",
                        "v1"))
                .status())
        .isEqualTo(200);
    // The same once more, and another tag, are no change of it.
    writer.put("team/app", "v1", manifest).expect(201);
    writer.put("team/app", "latest", other).expect(201);
    writer.put("team/app", "latest", manifest).expect(201);
    assertThat(writer.get(APP + "v1").body()).isEqualTo(manifest);
  }

  @Test
  void whatRunsIsNotPruned() {
    byte[] idle = writer.pushImage("team/app", "idle", Images.bytes(3, 100));
    writer.delete(APP + "idle").expect(202);
    writer.delete(APP + "v1").expect(202);
    registry.clock().advance(Duration.ofHours(25));
    registry.run(Registry.TENANT, Digest.of(manifest));
    writer.post(INSTANCE + "/images/prune", Map.of("repository", "team/app")).expect(200);
    assertThat(trash()).containsExactly(Digest.of(idle).toString());
    writer.get(APP + Digest.of(manifest)).expect(200);
    registry.removeClusters(Registry.TENANT);
    writer.post(INSTANCE + "/images/prune", Map.of("repository", "team/app")).expect(200);
    assertThat(trash()).contains(Digest.of(manifest).toString());
  }

  @Test
  void whatAnImmutableTagListsIsNotDeleted() {
    byte[] child = writer.pushImage("team/app", "child", Images.bytes(3, 100));
    byte[] inner = Images.index(child);
    byte[] outer = Images.index(inner);
    String index = "application/vnd.oci.image.index.v1+json";
    writer.put("team/app", "inner", index, inner).expect(201);
    writer.put("team/app", "v9", index, outer).expect(201);
    registry
        .manager()
        .send(
            "PATCH",
            INSTANCE + "/namespaces/team",
            Json.bytes(Map.of("immutableTags", List.of("v9"))))
        .expect(200);
    for (byte[] one : List.of(child, inner, outer)) {
      assertThat(writer.delete(APP + Digest.of(one)).outcome())
          .isEqualTo("403 DENIED registry.tag-is-immutable");
    }
    writer.get(APP + Digest.of(child)).expect(200);
    writer.delete(APP + Digest.of(manifest)).expect(202);
  }

  /** Who pushes a list again pushes what it lists before, or only asks for it. */
  @Test
  void whatIsPushedAgainIsNotPrunedBeforeItsList() {
    Client reader = registry.reader();
    byte[] asked = untagged("asked", 3);
    byte[] pushed = untagged("pushed", 4);
    byte[] read = untagged("read", 5);
    registry.clock().advance(Duration.ofDays(90));
    writer.send("HEAD", APP + Digest.of(asked)).expect(200);
    writer.put("team/app", Digest.of(pushed), pushed).expect(201);
    reader.send("HEAD", APP + Digest.of(read)).expect(200);
    writer.post(INSTANCE + "/images/prune", Map.of("namespace", "team")).expect(200);
    assertThat(trash()).containsExactly(Digest.of(read).toString());
    registry.clock().advance(Duration.ofHours(25));
    writer.post(INSTANCE + "/images/prune", Map.of("namespace", "team")).expect(200);
    assertThat(trash()).hasSize(3);
  }

  private byte[] untagged(String tag, int seed) {
    byte[] made = writer.pushImage("team/app", tag, Images.bytes(seed, 100));
    writer
        .post(INSTANCE + "/images/untag", Map.of("repository", "team/app", "tag", tag))
        .expect(200);
    return made;
  }

  @Test
  void nothingIsPrunedThatMayRun() {
    writer.delete(APP + "v1").expect(202);
    registry.clock().advance(Duration.ofHours(25));
    registry.forgetWhatRuns(Registry.TENANT);
    for (boolean dryRun : new boolean[] {true, false}) {
      assertThat(
              writer
                  .post(
                      INSTANCE + "/images/prune",
                      Map.of("repository", "team/app", "dryRun", dryRun))
                  .outcome())
          .isEqualTo("409 registry.running-unknown");
    }
    assertThat(trash()).isEmpty();
    writer
        .post(INSTANCE + "/images/prune", Map.of("repository", "team/app", "assumeUnused", true))
        .expect(200);
    assertThat(trash()).containsExactly(Digest.of(manifest).toString());
  }

  @Test
  void allPagesOfWhatHasNoTagArePruned() {
    registry.plant(
        """
        INSERT INTO registry.manifest_body
        SELECT 'sha256:' || lpad(to_hex(n), 64, '0'), '{}' FROM generate_series(1, 1100) n
        """);
    registry.plant(
        """
        INSERT INTO registry.manifest (repository, digest, media_type, annotations, size, pushed_at, pushed_by)
        SELECT r.id, 'sha256:' || lpad(to_hex(n), 64, '0'), 'application/vnd.oci.image.manifest.v1+json',
          '{}', 2, TIMESTAMPTZ '2020-01-01T00:00:00Z', 'somebody'
        FROM registry.repository r, generate_series(1, 1100) n WHERE r.name = 'team/app'
        """);
    assertThat(
            writer
                .post(INSTANCE + "/images/prune", Map.of("namespace", "team", "dryRun", true))
                .list("items"))
        .hasSize(1100);
  }

  @Test
  void whatHasNoTagIsPrunedUnlessAnotherManifestNeedsIt() {
    byte[] child = writer.pushImage("team/app", "child", Images.bytes(3, 100));
    byte[] index = Images.index(child);
    writer.put("team/app", "list", "application/vnd.oci.image.index.v1+json", index).expect(201);
    writer.put("team/app", "about", Images.about(manifest, "text/note", "note")).expect(201);
    writer.delete(APP + "child").expect(202);
    writer.delete(APP + "about").expect(202);
    writer.delete(APP + "v1").expect(202);
    Map<String, Object> wish = Map.of("namespace", "team", "dryRun", true);
    assertThat(writer.post(INSTANCE + "/images/prune", wish).list("items")).isEmpty();
    registry.clock().advance(Duration.ofHours(25));
    Answer would = writer.post(INSTANCE + "/images/prune", wish);
    assertThat(would.json().path("items").findValuesAsText("digest"))
        .containsExactly(Digest.of(manifest).toString());
    writer.get(APP + Digest.of(manifest)).expect(200);
    writer.post(INSTANCE + "/images/prune", Map.of("repository", "team/app")).expect(200);
    assertThat(trash()).containsExactly(Digest.of(manifest).toString());
  }
}
