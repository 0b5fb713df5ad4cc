package redoubt.registry.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import redoubt.oci.Digest;
import redoubt.oci.MediaTypes;
import redoubt.registry.testing.Answer;
import redoubt.registry.testing.Client;
import redoubt.registry.testing.Images;
import redoubt.registry.testing.Registry;
import redoubt.web.Json;

/**
 * Pushing, pulling and deleting manifests and tags, as the OCI distribution specification has it.
 */
class ManifestTest {
  private static final String REPOSITORY = "team/app";
  private static final String MANIFESTS = "/v2/team/app/manifests/";
  private static final String ABSENT = "404 MANIFEST_UNKNOWN registry.no-manifest";

  @AutoClose private static final Registry REGISTRY = Registry.start();

  private final Client writer = REGISTRY.writer();

  @BeforeAll
  static void namespace() {
    REGISTRY.namespace(Registry.TENANT, "team", false);
  }

  @Test
  void aManifestIsPulledByTagAndByDigestAsItWasPushed() {
    byte[] manifest = writer.pushImage(REPOSITORY, "v1", Images.text("layer"));
    String digest = Digest.of(manifest).toString();
    for (String reference : new String[] {"v1", digest}) {
      Answer answer = writer.get(MANIFESTS + reference).expect(200);
      assertThat(answer.body()).isEqualTo(manifest);
      assertThat(answer.headers())
          .containsEntry("Content-Type", MediaTypes.OCI_MANIFEST)
          .containsEntry("Docker-Content-Digest", digest)
          .containsEntry("ETag", "\"" + digest + "\"")
          .containsEntry("Docker-Distribution-Api-Version", "registry/2.0");
      assertThat(writer.head(MANIFESTS + reference).expect(200).length())
          .isEqualTo(manifest.length);
      writer.with("If-None-Match", "\"" + digest + "\"").get(MANIFESTS + reference).expect(304);
    }
  }

  @Test
  void aPushSaysWhereItIsAndWhatItsDigestIs() {
    byte[] manifest = writer.pushImage(REPOSITORY, "where", Images.text("where"));
    Answer byTag = writer.put(REPOSITORY, "where", manifest).expect(201);
    assertThat(byTag.header("Location")).contains(MANIFESTS + "where");
    assertThat(byTag.header("Docker-Content-Digest")).contains(Digest.of(manifest).toString());
    Answer byDigest = writer.put(REPOSITORY, Digest.of(manifest), manifest).expect(201);
    assertThat(byDigest.header("Location")).contains(MANIFESTS + Digest.of(manifest));
    assertThat(byDigest.header("OCI-Subject")).isEmpty();
  }

  @Test
  void aTagMoves() {
    writer.pushImage(REPOSITORY, "moves", Images.text("old"));
    byte[] newer = writer.pushImage(REPOSITORY, "moves", Images.text("new"));
    assertThat(writer.get(MANIFESTS + "moves").body()).isEqualTo(newer);
  }

  @Test
  void aManifestThatIsPutByDigestMayBeGivenTags() {
    byte[] manifest = writer.pushImage(REPOSITORY, "tagged", Images.text("tagged"));
    Answer answer =
        writer.put(REPOSITORY, Digest.of(manifest) + "?tag=one&tag=two&tag=one", manifest);
    assertThat(answer.expect(201).header("OCI-Tag")).contains("one, two");
    assertThat(writer.get(MANIFESTS + "one").body()).isEqualTo(manifest);
    assertThat(writer.get(MANIFESTS + "two").body()).isEqualTo(manifest);
    String many = "?tag=t" + "&tag=t".repeat(100);
    assertThat(writer.put(REPOSITORY, Digest.of(manifest) + many, manifest).status())
        .isEqualTo(400);
  }

  @Test
  void blobsThatAreMissingAreNamed() {
    byte[] one = Images.text("missing one");
    byte[] two = Images.text("missing two");
    byte[] there = Images.text("not missing");
    writer.push(REPOSITORY, Images.CONFIG).expect(201);
    writer.push(REPOSITORY, there).expect(201);
    byte[] manifest = Images.manifest(there, one, two);
    Answer answer = writer.put(REPOSITORY, "incomplete", manifest);
    assertThat(answer.outcome()).isEqualTo("400 MANIFEST_BLOB_UNKNOWN registry.blobs-are-missing");
    assertThat(answer.json().at("/errors/0/message").asText())
        .contains(Digest.of(one).toString(), Digest.of(two).toString())
        .doesNotContain(Digest.of(there).toString());
    assertThat(writer.get(MANIFESTS + Digest.of(manifest)).outcome()).isEqualTo(ABSENT);
    assertThat(writer.get(MANIFESTS + "incomplete").outcome()).isEqualTo(ABSENT);
  }

  @Test
  void layersThatAreKeptElsewhereNeedNotBeThere() {
    writer.push(REPOSITORY, Images.CONFIG).expect(201);
    Map<String, Object> fields = Images.image();
    fields.put(
        "layers",
        java.util.List.of(
            Images.descriptor(
                "application/vnd.oci.image.layer.nondistributable.v1.tar+gzip",
                Images.text("elsewhere"))));
    writer.put(REPOSITORY, "elsewhere", Json.bytes(fields)).expect(201);
  }

  @Test
  void aBlobThatIsNamedTwiceIsCountedOnce() {
    byte[] layer = Images.text("twice");
    byte[] manifest = writer.pushImage(REPOSITORY, "twice", layer, layer);
    writer.put(REPOSITORY, "twice", manifest).expect(201);
    assertThat(REGISTRY.inventory().findings()).isEmpty();
    writer.delete(MANIFESTS + Digest.of(manifest)).expect(202);
    assertThat(REGISTRY.inventory().findings()).isEmpty();
  }

  @Test
  void anIndexMayListManifestsThatAreNotThere() {
    byte[] there = writer.pushImage(REPOSITORY, "amd64", Images.text("amd64"));
    byte[] sparse = Images.index(there, Images.manifest(Images.text("not here")));
    writer.put(REPOSITORY, "multi", MediaTypes.OCI_INDEX, sparse).expect(201);
    Answer answer = writer.get(MANIFESTS + "multi").expect(200);
    assertThat(answer.body()).isEqualTo(sparse);
    assertThat(answer.header("Content-Type")).contains(MediaTypes.OCI_INDEX);
    byte[] nested = Images.index(sparse);
    writer.put(REPOSITORY, "nested", MediaTypes.OCI_INDEX, nested).expect(201);
    assertThat(writer.get(MANIFESTS + "nested").body()).isEqualTo(nested);
  }

  @Test
  void manifestsOfDockersSchemaKeepTheirTypes() {
    writer.push(REPOSITORY, Images.CONFIG).expect(201);
    Map<String, Object> fields = Images.image();
    fields.put("mediaType", MediaTypes.DOCKER_MANIFEST);
    byte[] image = Json.bytes(fields);
    writer.put(REPOSITORY, "docker", MediaTypes.DOCKER_MANIFEST, image).expect(201);
    assertThat(writer.get(MANIFESTS + "docker").header("Content-Type"))
        .contains(MediaTypes.DOCKER_MANIFEST);
    byte[] list =
        Json.bytes(
            Map.of(
                "schemaVersion",
                2,
                "mediaType",
                MediaTypes.DOCKER_LIST,
                "manifests",
                java.util.List.of(Images.descriptor(MediaTypes.DOCKER_MANIFEST, image))));
    writer.put(REPOSITORY, "list", MediaTypes.DOCKER_LIST, list).expect(201);
    assertThat(writer.get(MANIFESTS + "list").header("Content-Type"))
        .contains(MediaTypes.DOCKER_LIST);
  }

  @Test
  void aManifestWithoutATypeIsWhatItWasSentAs() {
    writer.push(REPOSITORY, Images.CONFIG).expect(201);
    Map<String, Object> fields = Images.image();
    fields.remove("mediaType");
    writer
        .put(REPOSITORY, "untyped", MediaTypes.OCI_MANIFEST + "; charset=utf-8", Json.bytes(fields))
        .expect(201);
    assertThat(writer.get(MANIFESTS + "untyped").header("Content-Type"))
        .contains(MediaTypes.OCI_MANIFEST);
  }

  @Test
  void whatIsNoManifestIsRefused() {
    for (String text : new String[] {"", "[]", "{}", "{\"schemaVersion\":1}", "{} {}", "\0"}) {
      assertThat(writer.put(REPOSITORY, "bad", Images.text(text)).outcome())
          .isEqualTo("400 MANIFEST_INVALID oci.bad-manifest");
    }
    byte[] manifest = Images.manifest();
    assertThat(writer.put(REPOSITORY, "bad", MediaTypes.OCI_INDEX, manifest).outcome())
        .isEqualTo("400 MANIFEST_INVALID oci.bad-manifest");
    assertThat(writer.put(REPOSITORY, "bad", "text/plain", manifest).outcome())
        .isEqualTo("400 MANIFEST_INVALID oci.bad-manifest");
  }

  @Test
  void anotherDigestThanSaidIsRefused() {
    writer.push(REPOSITORY, Images.CONFIG).expect(201);
    assertThat(writer.put(REPOSITORY, Digest.of(), Images.manifest()).outcome())
        .isEqualTo("400 DIGEST_INVALID registry.digest-differs");
  }

  @Test
  void referencesThatAreNoneAreRefused() {
    assertThat(writer.put(REPOSITORY, "-no", Images.manifest()).outcome())
        .isEqualTo("400 TAG_INVALID oci.bad-tag");
    assertThat(writer.get(MANIFESTS + "a".repeat(129)).outcome())
        .isEqualTo("400 TAG_INVALID oci.bad-tag");
    assertThat(writer.get(MANIFESTS + "sha256:12").outcome())
        .isEqualTo("400 DIGEST_INVALID oci.bad-digest");
  }

  @Test
  void digestsOfManifestsMayBeSha512() {
    writer.push(REPOSITORY, Images.CONFIG).expect(201);
    byte[] manifest = Images.about(Images.manifest(), "application/long", "sha512");
    Digest digest = Digest.Algorithm.SHA512.of(manifest);
    Answer answer = writer.put(REPOSITORY, digest, manifest).expect(201);
    assertThat(answer.header("Docker-Content-Digest")).contains(digest.toString());
    assertThat(writer.get(MANIFESTS + digest).expect(200).body()).isEqualTo(manifest);
  }

  @Test
  void aManifestWithASubjectIsToldSo() {
    writer.push(REPOSITORY, Images.CONFIG).expect(201);
    byte[] subject = Images.manifest(Images.text("not even here"));
    byte[] about = Images.about(subject, "application/x", "n");
    assertThat(writer.put(REPOSITORY, Digest.of(about), about).expect(201).header("OCI-Subject"))
        .contains(Digest.of(subject).toString());
  }

  @Test
  void aManifestThatIsNotThereIsUnknown() {
    writer.push(REPOSITORY, Images.CONFIG).expect(201);
    for (String path :
        new String[] {
          MANIFESTS + "none", MANIFESTS + Digest.of(), "/v2/team/none/manifests/none"
        }) {
      assertThat(writer.get(path).outcome()).isEqualTo(ABSENT);
      assertThat(writer.head(path).status()).isEqualTo(404);
      assertThat(writer.delete(path).outcome()).isEqualTo(ABSENT);
    }
  }

  @Test
  void toDeleteATagKeepsTheManifest() {
    byte[] manifest = writer.pushImage(REPOSITORY, "untagged", Images.text("untagged"));
    writer.put(REPOSITORY, "kept", manifest).expect(201);
    writer.delete(MANIFESTS + "untagged").expect(202);
    assertThat(writer.get(MANIFESTS + "untagged").outcome()).isEqualTo(ABSENT);
    writer.get(MANIFESTS + "kept").expect(200);
    writer.get(MANIFESTS + Digest.of(manifest)).expect(200);
  }

  @Test
  void toDeleteAManifestTakesItsTags() {
    byte[] manifest = writer.pushImage(REPOSITORY, "gone", Images.text("gone"));
    writer.put(REPOSITORY, "gone-too", manifest).expect(201);
    writer.delete(MANIFESTS + Digest.of(manifest)).expect(202);
    for (Object reference : new Object[] {"gone", "gone-too", Digest.of(manifest)}) {
      assertThat(writer.get(MANIFESTS + reference).outcome()).isEqualTo(ABSENT);
    }
    writer.put(REPOSITORY, "gone", manifest).expect(201);
    assertThat(writer.get(MANIFESTS + "gone").body()).isEqualTo(manifest);
    assertThat(REGISTRY.inventory().findings()).isEmpty();
  }

  @Test
  void toDeleteAManifestInOneRepositoryKeepsItInAnother() {
    byte[] manifest = writer.pushImage("team/first", "v", Images.text("in two"));
    writer.pushImage("team/second", "v", Images.text("in two"));
    writer.delete("/v2/team/first/manifests/" + Digest.of(manifest)).expect(202);
    assertThat(writer.get("/v2/team/second/manifests/v").expect(200).body()).isEqualTo(manifest);
    assertThat(REGISTRY.inventory().findings()).isEmpty();
  }

  @Test
  void theLedgerSaysWhoPushedTaggedPulledAndDeleted() {
    byte[] manifest = writer.pushImage("team/audited", "v", Images.text("audited"));
    String path = "/v2/team/audited/manifests/";
    REGISTRY.reader().get(path + "v").expect(200);
    REGISTRY.reader().head(path + "v").expect(200);
    writer.delete(path + "v").expect(202);
    writer.delete(path + Digest.of(manifest)).expect(202);
    assertThat(REGISTRY.ledgerOf("team/audited@" + Digest.of(manifest)))
        .containsExactly(
            "container-registry.image.push by writer",
            "container-registry.image.pull by reader",
            "container-registry.image.delete by writer");
    assertThat(REGISTRY.ledgerOf("team/audited:v"))
        .containsExactly(
            "container-registry.image.tag by writer", "container-registry.image.untag by writer");
  }
}
