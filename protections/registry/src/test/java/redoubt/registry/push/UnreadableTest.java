package redoubt.registry.push;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redoubt.oci.Digest;
import redoubt.registry.content.FileStore;
import redoubt.registry.content.Place;
import redoubt.registry.testing.Client;
import redoubt.registry.testing.Images;
import redoubt.registry.testing.Registry;
import redoubt.web.Grant;

/**
 * Content whose file is there and cannot be read: a directory has its name, so that the kernel
 * refuses to.
 */
class UnreadableTest {
  private static final byte[] CONTENT = Images.bytes(1, 10_000);
  private static final Digest DIGEST = Digest.of(CONTENT);
  private static final String BLOB = "/v2/team/app/blobs/" + DIGEST;

  @AutoClose private final Registry registry = Registry.start();
  private final Client writer = registry.writer();

  @BeforeEach
  void makeUnreadable() throws IOException {
    String _ = registry.store().giveId("this store");
    registry.namespace(Registry.TENANT, "team", false);
    writer.push("team/app", CONTENT).expect(201);
    Path file =
        ((FileStore) registry.store())
            .file(
                new Place(
                    registry.inventory().query("SELECT place FROM registry.blob").getFirst()));
    Files.delete(file);
    Files.createDirectory(file);
  }

  private void assertHealed() {
    writer.head(BLOB).expect(404);
    writer.push("team/app", CONTENT).expect(201);
    assertThat(writer.get(BLOB).expect(200).body()).isEqualTo(CONTENT);
    assertThat(writer.with("Range", "bytes=5-9").get(BLOB).expect(206).body()).hasSize(5);
  }

  @Test
  void whoReadsAPieceOfItMakesThatItIsPushedAgain() {
    writer.head(BLOB).expect(200);
    assertThat(writer.with("Range", "bytes=5-9").get(BLOB).outcome())
        .endsWith("registry.store-failed");
    assertHealed();
  }

  @Test
  void whoReadsAllOfItMakesThatItIsPushedAgain() {
    assertThatThrownBy(() -> writer.get(BLOB)).hasMessageContaining("cannot be read");
    assertHealed();
  }

  @Test
  void itIsNotMountedButPushed() {
    String mount = "/v2/team/copy/blobs/uploads/?mount=" + DIGEST + "&from=team/app";
    assertThat(writer.with("Range", "bytes=5-9").get(BLOB).outcome())
        .endsWith("registry.store-failed");
    writer.send("POST", mount).expect(202);
    writer.push("team/copy", CONTENT).expect(201);
    writer.send("POST", mount.replace("copy", "third")).expect(201);
    assertThat(writer.get("/v2/team/third/blobs/" + DIGEST).expect(200).body()).isEqualTo(CONTENT);
  }

  @Test
  void aScrubNamesItAndReadsOn() {
    byte[] other = Images.bytes(2, 5_000);
    writer.push("team/app", other).expect(201);
    var read =
        registry
            .as("administrator", Grant.administrator())
            .post("/v1/registry/scrub", Map.of())
            .expect(200)
            .json();
    assertThat(read.path("blobs").asInt()).isEqualTo(2);
    assertThat(read.path("damaged").findValuesAsText("digest")).containsExactly(DIGEST.toString());
    assertHealed();
  }

  @Test
  void itIsNotReadAgainBeforeAllOthers() {
    registry.clock().advance(Duration.ofHours(21));
    registry.tick();
    assertThat(
            registry.inventory().query("SELECT digest FROM registry.blob WHERE checked_at IS NULL"))
        .containsExactly(DIGEST.toString());
  }

  /** A directory that is not mounted, or another one in its place, says nothing about a blob. */
  @Test
  void aStoreThatIsAwayMakesNothingUnreadable() throws IOException {
    Files.writeString(registry.directory().resolve("content").resolve("store.id"), "another");
    writer.with("Range", "bytes=5-9").get(BLOB).expect(503);
    writer.head(BLOB).expect(200);
  }
}
