package redoubt.registry.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import redoubt.oci.Digest;
import redoubt.registry.content.Place;
import redoubt.registry.testing.Answer;
import redoubt.registry.testing.Client;
import redoubt.registry.testing.Images;
import redoubt.registry.testing.Registry;

/** Pulling and deleting blobs, as the OCI distribution specification has it. */
class BlobTest {
  private static final byte[] CONTENT = Images.bytes(1, 1000);
  private static final Digest DIGEST = Digest.of(CONTENT);
  private static final String BLOB = "/v2/team/app/blobs/" + DIGEST;

  @AutoClose private static final Registry REGISTRY = Registry.start();

  private final Client writer = REGISTRY.writer();

  @BeforeAll
  static void push() {
    REGISTRY.namespace(Registry.TENANT, "team", false);
    REGISTRY.writer().push("team/app", CONTENT).expect(201);
  }

  @Test
  void aBlobIsPulled() {
    Answer answer = writer.get(BLOB).expect(200);
    assertThat(answer.body()).isEqualTo(CONTENT);
    assertThat(answer.headers())
        .containsEntry("Content-Type", "application/octet-stream")
        .containsEntry("Docker-Content-Digest", DIGEST.toString())
        .containsEntry("Docker-Distribution-Api-Version", "registry/2.0")
        .containsEntry("ETag", "\"" + DIGEST + "\"")
        .containsEntry("Accept-Ranges", "bytes");
  }

  @Test
  void aHeadSaysTheLengthAndSendsNothing() {
    Answer answer = writer.head(BLOB).expect(200);
    assertThat(answer.length()).isEqualTo(1000);
    assertThat(answer.body()).isEmpty();
    assertThat(answer.headers()).containsEntry("Docker-Content-Digest", DIGEST.toString());
  }

  @Test
  void ofAnEmptyBlobThereIsNoFirstByteAndTheWholeIsNothing() {
    Digest empty = Digest.of(new byte[0]);
    writer.push("team/app", new byte[0]).expect(201);
    String blob = "/v2/team/app/blobs/" + empty;
    Answer first = writer.with("Range", "bytes=0-0").get(blob).expect(416);
    assertThat(first.headers()).containsEntry("Content-Range", "bytes */0");
    writer.with("Range", "bytes=-1").get(blob).expect(416);
    assertThat(writer.get(blob).expect(200).body()).isEmpty();
  }

  @Test
  void aBlobThatIsNotThereIsUnknown() {
    String none = "/v2/team/app/blobs/" + Digest.of(Images.text("none"));
    assertThat(writer.get(none).outcome()).isEqualTo("404 BLOB_UNKNOWN registry.no-blob");
    assertThat(writer.head(none).status()).isEqualTo(404);
    assertThat(writer.delete(none).outcome()).isEqualTo("404 BLOB_UNKNOWN registry.no-blob");
  }

  @Test
  void aBlobIsOneOfTheRepositoriesItWasPushedToOnly() {
    assertThat(writer.get("/v2/team/another/blobs/" + DIGEST).status()).isEqualTo(404);
    writer.push("team/other", Images.text("x")).expect(201);
    assertThat(writer.get("/v2/team/other/blobs/" + DIGEST).status()).isEqualTo(404);
  }

  @Test
  void whatIsNoDigestIsRefused() {
    assertThat(writer.get("/v2/team/app/blobs/sha256:1").outcome())
        .isEqualTo("400 DIGEST_INVALID oci.bad-digest");
  }

  @Test
  void aRangeIsSentAlone() {
    assertRange("bytes=0-99", 0, 99);
    assertRange("bytes=100-", 100, 999);
    assertRange("bytes=-10", 990, 999);
    assertRange("bytes=990-5000", 990, 999);
    assertRange("bytes=999-999", 999, 999);
  }

  private void assertRange(String range, int first, int last) {
    Answer answer = writer.with("Range", range).get(BLOB).expect(206);
    assertThat(answer.header("Content-Range")).contains("bytes " + first + "-" + last + "/1000");
    assertThat(answer.body()).isEqualTo(Arrays.copyOfRange(CONTENT, first, last + 1));
    assertThat(answer.length()).isEqualTo(last - first + 1);
  }

  @Test
  void aRangeBeyondTheEndCannotBeSatisfied() {
    Answer answer = writer.with("Range", "bytes=1000-").get(BLOB);
    assertThat(answer.outcome()).isEqualTo("416 BLOB_UPLOAD_INVALID registry.not-satisfiable");
    assertThat(answer.header("Content-Range")).contains("bytes */1000");
  }

  @Test
  void severalRangesAndOtherUnitsAreNotKnown() {
    for (String range : new String[] {"bytes=0-1,4-5", "lines=0-1", "bytes=x", "bytes=-"}) {
      assertThat(writer.with("Range", range).get(BLOB).expect(200).body()).isEqualTo(CONTENT);
    }
  }

  @Test
  void aRangeOfAnotherContentIsAnsweredWithAllOfThisOne() {
    Client ranged = writer.with("Range", "bytes=0-9");
    ranged.with("If-Range", "\"" + DIGEST + "\"").get(BLOB).expect(206);
    ranged.with("If-Range", "\"sha256:other\"").get(BLOB).expect(200);
  }

  @Test
  void whoHasItGetsNothing() {
    for (String tag :
        new String[] {"\"" + DIGEST + "\"", "\"x\", \"" + DIGEST + "\"", "W/\"" + DIGEST + "\""}) {
      Answer answer = writer.with("If-None-Match", tag).get(BLOB).expect(304);
      assertThat(answer.body()).isEmpty();
      assertThat(answer.headers())
          .containsEntry("ETag", "\"" + DIGEST + "\"")
          .containsEntry("Docker-Distribution-Api-Version", "registry/2.0");
    }
    writer.with("If-None-Match", "\"" + Digest.of() + "\"").get(BLOB).expect(200);
  }

  @Test
  void aBlobIsDeletedFromOneRepository() {
    byte[] content = Images.text("to be deleted");
    String blob = "/v2/team/app/blobs/" + Digest.of(content);
    writer.push("team/app", content).expect(201);
    writer.push("team/keeps", content).expect(201);
    writer.delete(blob).expect(202);
    assertThat(writer.get(blob).status()).isEqualTo(404);
    assertThat(writer.delete(blob).status()).isEqualTo(404);
    writer.get("/v2/team/keeps/blobs/" + Digest.of(content)).expect(200);
    assertThat(REGISTRY.inventory().findings()).isEmpty();
  }

  @Test
  void aBlobThatAManifestNeedsIsNotDeleted() {
    byte[] layer = Images.text("needed");
    byte[] manifest = writer.pushImage("team/app", "needs", layer);
    String blob = "/v2/team/app/blobs/" + Digest.of(layer);
    assertThat(writer.delete(blob).outcome()).isEqualTo("405 UNSUPPORTED registry.blob-is-used");
    writer.get(blob).expect(200);
    writer.delete("/v2/team/app/manifests/" + Digest.of(manifest)).expect(202);
    writer.delete(blob).expect(202);
  }

  @Test
  void aBlobWhoseFileIsGoneIsUnknownUntilItIsPushedAgain() throws Exception {
    byte[] content = Images.text("lost by the disk");
    String blob = "/v2/team/app/blobs/" + Digest.of(content);
    writer.push("team/app", content).expect(201);
    String place =
        REGISTRY
            .inventory()
            .query("SELECT place FROM registry.blob WHERE digest = '" + Digest.of(content) + "'")
            .getFirst();
    REGISTRY.store().remove(new Place(place));
    assertThat(writer.get(blob).outcome()).isEqualTo("404 BLOB_UNKNOWN registry.no-blob");
    assertThat(writer.head(blob).status()).isEqualTo(404);
    writer.push("team/app", content).expect(201);
    assertThat(writer.get(blob).expect(200).body()).isEqualTo(content);
    writer.head(blob).expect(200);
    assertThat(REGISTRY.inventory().findings()).isEmpty();
  }

  @Test
  void whoCannotPushKeepsNothingFromEnding() {
    REGISTRY.namespace(Registry.TENANT, "shown", true);
    byte[] content = Images.text("looked for");
    writer.push("shown/app", content).expect(201);
    String blob = "/v2/shown/app/blobs/" + Digest.of(content);
    String seen =
        "SELECT seen_at::text FROM registry.link WHERE digest = '" + Digest.of(content) + "'";
    List<String> before = REGISTRY.inventory().query(seen);
    REGISTRY.clock().advance(Duration.ofHours(2));
    REGISTRY.visitor().head(blob).expect(200);
    REGISTRY.reader().head(blob).expect(200);
    assertThat(REGISTRY.inventory().query(seen)).isEqualTo(before);
    writer.head(blob).expect(200);
    assertThat(REGISTRY.inventory().query(seen)).isNotEqualTo(before);
  }
}
