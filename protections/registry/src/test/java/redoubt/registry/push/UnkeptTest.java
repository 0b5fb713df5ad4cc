package redoubt.registry.push;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.Arrays;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redoubt.oci.Digest;
import redoubt.registry.content.FileStore;
import redoubt.registry.testing.Client;
import redoubt.registry.testing.ForgetfulStore;
import redoubt.registry.testing.Images;
import redoubt.registry.testing.Registry;

/** Pushes to a disk that fails once to keep what was written. */
class UnkeptTest {
  private static final byte[] CONTENT = Images.bytes(1, 100_000);
  private static final Digest DIGEST = Digest.of(CONTENT);

  private Registry registry;
  private Client writer;

  @BeforeEach
  void start() {
    registry =
        Registry.start(directory -> new ForgetfulStore(FileStore.in(directory.resolve("content"))));
    registry.namespace(Registry.TENANT, "team", false);
    writer = registry.writer();
  }

  @AfterEach
  void stop() {
    registry.close();
  }

  private void assertKept() throws IOException {
    // What is believed of content that was just written says nothing of the disk.
    registry.plant("UPDATE registry.blob SET stamp = 'another'");
    assertThat(writer.get("/v2/team/app/blobs/" + DIGEST).expect(200).body()).isEqualTo(CONTENT);
    registry.tick();
    assertThat(registry.inventory().findings()).isEmpty();
  }

  @Test
  void whatIsSentAgainIsWrittenElsewhere() throws IOException {
    String upload = writer.begin("team/app");
    assertThat(writer.finish(upload, DIGEST, CONTENT).outcome()).endsWith("registry.store-failed");
    writer.finish(upload, DIGEST, CONTENT).expect(201);
    assertKept();
  }

  /** Also where it was hashed as it came. */
  @Test
  void whatIsNotSentAgainIsNotBelieved() throws IOException {
    String upload = writer.begin("team/app");
    writer.send("PATCH", upload, Arrays.copyOf(CONTENT, 50_000)).expect(202);
    byte[] rest = Arrays.copyOfRange(CONTENT, 50_000, CONTENT.length);
    try (Registry other = registry.another()) {
      assertThat(other.writer().finish(upload, DIGEST, rest).outcome())
          .endsWith("registry.store-failed");
    }
    assertThat(writer.finish(upload, DIGEST, rest).outcome())
        .isEqualTo("400 DIGEST_INVALID registry.digest-differs");
    writer.push("team/app", CONTENT).expect(201);
    assertKept();
  }
}
