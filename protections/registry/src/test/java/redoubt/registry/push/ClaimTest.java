package redoubt.registry.push;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redoubt.oci.Digest;
import redoubt.registry.content.Place;
import redoubt.registry.testing.Answer;
import redoubt.registry.testing.Client;
import redoubt.registry.testing.Images;
import redoubt.registry.testing.Pieces;
import redoubt.registry.testing.Registry;
import redoubt.registry.testing.TightStore;

/** Who may write to an upload, and what is kept when a writer fails. */
class ClaimTest {
  private static final Duration CLAIM = Duration.ofSeconds(61);
  private static final byte[] FIRST = Images.bytes(1, 200_000);
  private static final byte[] SECOND = Images.bytes(2, 100_000);

  @AutoClose private final Registry registry = Registry.start();
  private final Client writer = registry.writer();
  private String upload = "";

  @BeforeEach
  void begin() {
    registry.namespace(Registry.TENANT, "team", false);
    upload = writer.begin("team/app");
  }

  private static byte[] both() {
    return Images.joined(FIRST, SECOND);
  }

  private static Pieces during(Runnable between, byte[]... pieces) {
    return new Pieces(List.of(pieces), between, true);
  }

  private void assertPushed() {
    Answer answer = writer.get("/v2/team/app/blobs/" + Digest.of(both())).expect(200);
    assertThat(answer.body()).isEqualTo(both());
    assertThat(registry.inventory().findings()).isEmpty();
  }

  @Test
  void theSecondOfTwoWritersIsToldToWait() {
    List<String> second = new ArrayList<>();
    writer
        .send(
            "PATCH",
            upload,
            during(
                () -> {
                  second.add(writer.send("PATCH", upload, SECOND).outcome());
                  second.add(writer.finish(upload, Digest.of(FIRST)).outcome());
                  second.add(writer.delete(upload).outcome());
                },
                FIRST))
        .expect(202);
    assertThat(second)
        .hasSize(3)
        .containsOnly("409 BLOB_UPLOAD_INVALID registry.upload-is-written");
    writer.finish(upload, Digest.of(both()), SECOND).expect(201);
    assertPushed();
  }

  /** Nobody was told under which name it could be gone on with. */
  @Test
  void ofAPostThatBreaksOffNothingStays() {
    writer.delete(upload).expect(204);
    String all = "/v2/team/app/blobs/uploads/?digest=" + Digest.of(both());
    Pieces half = new Pieces(List.of(FIRST), () -> {}, false);
    assertThat(writer.send("POST", all, half).outcome()).endsWith("web.incomplete");
    assertThat(registry.inventory().query("SELECT id FROM registry.upload")).isEmpty();
    assertThat(registry.inventory().findings()).isEmpty();
    writer.send("POST", all, both()).expect(201);
    assertPushed();
  }

  @Test
  void whoIsAskedForTheStatusNeedsNoClaim() {
    writer
        .send(
            "PATCH",
            upload,
            during(
                () -> assertThat(writer.get(upload).expect(204).header("Range")).contains("0-0"),
                FIRST))
        .expect(202);
  }

  @Test
  void aWriterKeepsItsClaimWhileBytesCome() {
    List<String> second = new ArrayList<>();
    writer
        .send(
            "PATCH",
            upload,
            during(
                () -> {
                  registry.clock().advance(Duration.ofSeconds(40));
                  second.add(writer.send("PATCH", upload, SECOND).outcome());
                },
                FIRST,
                SECOND,
                FIRST))
        .expect(202);
    assertThat(second).containsOnly("409 BLOB_UPLOAD_INVALID registry.upload-is-written");
  }

  @Test
  void aWriterThatSleptStopsAndCannotWriteIntoWhatIsAcknowledged() {
    writer.send("PATCH", upload, FIRST).expect(202);
    Place before = registry.inventory().place();
    byte[] rubbish = new byte[50_000];
    Answer late =
        writer.send(
            "PATCH",
            upload,
            during(
                () -> {
                  if (!registry.inventory().place().equals(before)) {
                    return;
                  }
                  registry.clock().advance(CLAIM);
                  writer.send("PATCH", upload, SECOND).expect(202);
                },
                rubbish,
                rubbish));
    assertThat(late.outcome()).isEqualTo("409 BLOB_UPLOAD_INVALID registry.upload-is-written");
    assertThat(registry.inventory().place()).isNotEqualTo(before);
    assertThat(writer.get(upload).header("Range")).contains("0-299999");
    writer.finish(upload, Digest.of(both())).expect(201);
    assertPushed();
  }

  @Test
  void aWriterThatSleptBeforeItsLastPieceFinishesNothing() {
    writer.send("PATCH", upload, FIRST).expect(202);
    Answer late =
        writer.send(
            "PUT",
            upload + "?digest=" + Digest.of(both()),
            during(
                () -> {
                  registry.clock().advance(CLAIM);
                  writer.send("PATCH", upload, SECOND).expect(202);
                },
                SECOND));
    assertThat(late.status()).isIn(404, 409);
    assertThat(writer.head("/v2/team/app/blobs/" + Digest.of(both())).status()).isEqualTo(404);
    writer.finish(upload, Digest.of(both())).expect(201);
    assertPushed();
  }

  @Test
  void aTakeoverKeepsExactlyWhatIsAcknowledged() throws IOException {
    writer.send("PATCH", upload, FIRST).expect(202);
    try (Registry taker = registry.another()) {
      Client other = taker.writer();
      writer.send(
          "PATCH",
          upload,
          during(
              () -> {
                registry.clock().advance(CLAIM);
                // Has none of the acknowledged bytes in memory.
                other
                    .with("Content-Range", "200000-299999")
                    .send("PATCH", upload, SECOND)
                    .expect(202);
              },
              new byte[70_000]));
      try (InputStream in =
          Channels.newInputStream(registry.store().open(registry.inventory().place()))) {
        assertThat(in.readAllBytes()).isEqualTo(both());
      }
      other.finish(upload, Digest.of(both())).expect(201);
    }
    assertPushed();
  }

  @Test
  void anUploadWhoseFirstWriterDiedBeforeItWroteIsTakenOver() throws IOException {
    writer.send(
        "PATCH",
        upload,
        during(
            () -> {
              registry.clock().advance(CLAIM);
              remove(registry.inventory().place());
              writer.send("PATCH", upload, FIRST).expect(202);
            },
            SECOND));
    writer.finish(upload, Digest.of(both()), SECOND).expect(201);
    assertPushed();
  }

  private void remove(Place place) {
    try {
      registry.store().remove(place);
    } catch (IOException e) {
      throw new AssertionError(e);
    }
  }

  @Test
  void aTakeoverThatFailsHalfWayLosesNothing() {
    writer.send("PATCH", upload, FIRST).expect(202);
    Place before = registry.inventory().place();
    TightStore tight = new TightStore(registry.store(), 70_000);
    try (Registry taker = registry.another(tight)) {
      writer.send(
          "PATCH",
          upload,
          during(
              () -> {
                registry.clock().advance(CLAIM);
                assertThat(taker.writer().send("PATCH", upload, SECOND).outcome())
                    .isEqualTo("503 UNAVAILABLE registry.store-is-full");
              },
              new byte[10]));
      assertThat(registry.inventory().place()).isEqualTo(before);
      assertThat(writer.get(upload).header("Range")).contains("0-199999");
      tight.makeRoom(1_000_000);
      taker.writer().send("PATCH", upload, SECOND).expect(202);
      assertThat(registry.inventory().place()).isNotEqualTo(before);
    }
    writer.finish(upload, Digest.of(both())).expect(201);
    assertPushed();
  }

  @Test
  void ofTwoThatTakeOverOneDoes() {
    writer.send("PATCH", upload, FIRST).expect(202);
    writer.send(
        "PATCH",
        upload,
        during(
            () -> {
              registry.clock().advance(CLAIM);
              writer.send(
                  "PATCH",
                  upload,
                  during(
                      () -> {
                        registry.clock().advance(CLAIM);
                        writer.send("PATCH", upload, SECOND).expect(202);
                      },
                      new byte[10]));
            },
            new byte[20]));
    writer.finish(upload, Digest.of(both())).expect(201);
    assertPushed();
  }

  @Test
  void whatCameBeforeAClientBrokeOffIsKept() {
    Answer answer = writer.send("PATCH", upload, new Pieces(List.of(FIRST), () -> {}, false));
    assertThat(answer.outcome()).isEqualTo("400 SIZE_INVALID web.incomplete");
    assertThat(writer.get(upload).header("Range")).contains("0-199999");
    writer.finish(upload, Digest.of(both()), SECOND).expect(201);
    assertPushed();
  }

  @Test
  void aRestartedServerGoesOnAndTheDigestIsRight() {
    writer.send("PATCH", upload, FIRST).expect(202);
    try (Registry restarted = registry.another()) {
      Client again = restarted.writer();
      assertThat(again.get(upload).header("Range")).contains("0-199999");
      again.send("PATCH", upload, SECOND).expect(202);
      assertThat(again.finish(upload, Digest.of(FIRST)).status()).isEqualTo(400);
      String anew = writer.begin("team/app");
      writer.send("PATCH", anew, FIRST).expect(202);
      again.finish(anew, Digest.of(both()), SECOND).expect(201);
    }
    assertPushed();
  }

  @Test
  void onAFullDiskWhatFitsIsKeptAndTheDigestStaysRight() {
    TightStore tight = new TightStore(registry.store(), 250_000);
    try (Registry full = registry.another(tight)) {
      Client client = full.writer();
      client.send("PATCH", upload, FIRST).expect(202);
      assertThat(client.send("PATCH", upload, SECOND).outcome())
          .isEqualTo("503 UNAVAILABLE registry.store-is-full");
      assertThat(client.get(upload).header("Range")).contains("0-249999");
      tight.makeRoom(1_000_000);
      byte[] rest = Arrays.copyOfRange(SECOND, 50_000, 100_000);
      client.with("Content-Range", "250000-299999").send("PATCH", upload, rest).expect(202);
      client.finish(upload, Digest.of(both())).expect(201);
    }
    assertPushed();
  }
}
