package redoubt.registry.life;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import redoubt.oci.Digest;
import redoubt.registry.content.Draft;
import redoubt.registry.content.Place;
import redoubt.registry.testing.Client;
import redoubt.registry.testing.Images;
import redoubt.registry.testing.Registry;
import redoubt.web.Grant;

/** Every kind of wrong counter is planted and found; damage on the disk is found by a scrub. */
final class RecountTest {
  @AutoClose private final Registry registry = Registry.start();
  private final Client administrator = registry.as("administrator", Grant.administrator());
  private final byte[] layer = Images.bytes(1, 300_000);

  @BeforeEach
  void images() {
    registry.namespace(Registry.TENANT, "team", false);
    Client writer = registry.writer();
    writer.pushImage("team/app", "v1", layer);
    byte[] deleted = writer.pushImage("team/app", "v2", Images.bytes(2, 1_000));
    writer.delete("/v2/team/app/manifests/" + Digest.of(deleted)).expect(202);
  }

  private List<String> kinds() {
    return administrator
        .get("/v1/registry/recount")
        .expect(200)
        .json()
        .path("items")
        .findValuesAsText("kind");
  }

  @Test
  void nothingDiffersOfItself() {
    assertThat(kinds()).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "refs, UPDATE registry.blob SET refs = refs + 1 WHERE size = 300000",
    "uses, UPDATE registry.link SET uses = uses + 1 WHERE uses > 0",
    "kept, UPDATE registry.link SET kept = kept + 1 WHERE kept > 0",
    "held-live, UPDATE registry.holding SET live = live + 1 WHERE size = 300000",
    "held-kept, UPDATE registry.holding SET kept = kept + 1 WHERE size = 1000",
    "live-bytes, UPDATE registry.usage SET live_bytes = live_bytes - 1 WHERE namespace = ''",
    "trash-bytes, UPDATE registry.usage SET trash_bytes = 0 WHERE namespace = 'team'",
    "bodies, INSERT INTO registry.manifest_body VALUES ('sha256:00'; '')"
  })
  void aWrongCounterIsFound(String kind, String fault) {
    registry.plant(fault.replace(';', ','));
    assertThat(kinds()).contains(kind);
  }

  @Test
  void aFileWithoutARowAndARowWithoutAFileAreFound() throws IOException {
    try (Draft stray = registry.store().write(Place.fresh(), 0)) {
      stray.append(ByteBuffer.wrap(new byte[10]));
    }
    assertThat(kinds()).containsExactly("stray");
    Files.delete(file());
    assertThat(kinds()).containsExactlyInAnyOrder("stray", "missing");
  }

  @Test
  void aFileThatIsNoneOfTheStoresIsNamedAndLeftAlone() throws IOException {
    Path stranger = file().resolveSibling(".nfs00000000004d");
    Files.writeString(stranger, "still read");
    assertThat(kinds()).containsExactly("stranger");
    assertThat(stranger).exists();
  }

  /** Where the layer lies. */
  private Path file() throws IOException {
    try (Stream<Path> files = Files.walk(registry.directory())) {
      return files
          .filter(file -> file.toFile().isFile() && file.toFile().length() == layer.length)
          .findFirst()
          .orElseThrow();
    }
  }

  @Test
  void aScrubFindsWhatNoLongerFitsItsDigest() throws IOException {
    var whole = administrator.post("/v1/registry/scrub", Map.of()).expect(200).json();
    assertThat(whole.path("damaged")).isEmpty();
    assertThat(whole.path("blobs").asInt()).isEqualTo(3);
    assertThat(whole.has("next")).isFalse();
    flip();
    var damaged = administrator.post("/v1/registry/scrub", Map.of()).expect(200).json();
    assertThat(damaged.at("/damaged/0/digest").asText()).isEqualTo(Digest.of(layer).toString());
    assertThat(damaged.at("/damaged/0/repositories/0").asText()).isEqualTo("team/app");
    // Who pushes it again heals it.
    registry.writer().push("team/app", layer).expect(201);
    var healed = administrator.post("/v1/registry/scrub", Map.of()).expect(200).json();
    assertThat(healed.path("damaged")).isEmpty();
  }

  private void flip() throws IOException {
    Path file = file();
    byte[] bytes = Files.readAllBytes(file);
    bytes[1000] ^= 1;
    Files.write(file, bytes);
  }

  @Test
  void allContentIsReadByItselfWithinADay() throws IOException {
    flip();
    registry.tick();
    assertThat(registry.ledgerOf(Digest.of(layer).toString())).isEmpty();
    registry.clock().advance(Duration.ofHours(21));
    registry.tick();
    assertThat(registry.ledgerOf(Digest.of(layer).toString()))
        .containsExactly("registry.blob.read by registry");
    registry.tick();
    assertThat(registry.ledgerOf(Digest.of(layer).toString())).hasSize(1);
  }

  @Test
  void onlyAdministratorsLookAtTheWholeRegistry() {
    assertThat(registry.manager().get("/v1/registry/recount").outcome())
        .isEqualTo("403 web.forbidden");
    assertThat(registry.manager().post("/v1/registry/scrub", Map.of()).outcome())
        .isEqualTo("403 web.forbidden");
  }
}
