package redoubt.registry.quota;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import redoubt.registry.testing.Answer;
import redoubt.registry.testing.Client;
import redoubt.registry.testing.Images;
import redoubt.registry.testing.Pieces;
import redoubt.registry.testing.Registry;
import redoubt.web.Json;

/** Bytes that come in count against the limits before they come. */
final class PendingTest {
  private static final int LIMIT = 4 << 20;
  private static final byte[] PIECE = Images.bytes(1, 64 << 10);

  @AutoClose private final Registry registry = Registry.start();
  private final Client writer = registry.writer();

  @BeforeEach
  void namespaces() {
    registry.namespace(Registry.TENANT, "team", false);
    registry.namespace(Registry.TENANT, "crew", false);
  }

  private void limitTenant() {
    Map<String, Object> limit = new HashMap<>(Map.of("store", LIMIT));
    registry
        .manager()
        .send(
            "PUT",
            "/v1/instances/" + Registry.TENANT + "/quota",
            Json.bytes(Map.of("limit", limit)))
        .expect(200);
  }

  private void limitNamespace() {
    registry
        .manager()
        .send(
            "PATCH",
            "/v1/instances/" + Registry.TENANT + "/namespaces/team",
            Json.bytes(Map.of("limit", LIMIT)))
        .expect(200);
  }

  /** A hundred clients that do not say how much they send, each as much as the limit. */
  private List<Answer> flood(String repository) throws Exception {
    int clients = 100;
    CountDownLatch allSend = new CountDownLatch(clients);
    List<Callable<Answer>> calls = new ArrayList<>();
    for (int i = 0; i < clients; i++) {
      calls.add(() -> {
        String upload = writer.begin(repository);
        allSend.countDown();
        allSend.await();
        List<byte[]> pieces = Collections.nCopies(LIMIT / PIECE.length, PIECE);
        return writer.send("PATCH", upload, new Pieces(pieces, () -> {}, true));
      });
    }
    List<Answer> answers = new ArrayList<>();
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      for (Future<Answer> answer : threads.invokeAll(calls)) {
        answers.add(answer.get());
      }
    }
    return answers;
  }

  private long onDisk() throws IOException {
    try (Stream<Path> files = Files.walk(registry.directory().resolve("content/places"))) {
      return files.filter(Files::isRegularFile).mapToLong(file -> file.toFile().length()).sum();
    }
  }

  @Test
  void aHundredUploadsWithoutLengthPutNoMoreOnTheDiskThanTheTenantMay() throws Exception {
    limitTenant();
    assertThat(flood("team/app")).extracting(Answer::status).contains(403).isSubsetOf(202, 403);
    assertThat(onDisk()).isPositive().isLessThanOrEqualTo(LIMIT);
  }

  @Test
  void norMoreThanTheNamespaceMay() throws Exception {
    limitNamespace();
    assertThat(flood("team/app")).extracting(Answer::status).contains(403).isSubsetOf(202, 403);
    assertThat(onDisk()).isPositive().isLessThanOrEqualTo(LIMIT);
    // What waits in one namespace takes no room from the others.
    writer.push("crew/app", Images.bytes(2, LIMIT)).expect(201);
  }

  @Test
  void whatWaitsInANamespaceCountsToo() {
    limitNamespace();
    writer.push("team/one", Images.bytes(1, LIMIT / 2)).expect(201);
    String upload = writer.begin("team/two");
    assertThat(writer.send("PATCH", upload, Images.bytes(2, LIMIT)).outcome())
        .isEqualTo("403 DENIED registry.pending-quota");
    writer.push("team/two", Images.bytes(3, LIMIT / 2)).expect(201);
  }

  /** Sends a piece of an upload of the whole limit, and no more until that was done. */
  private Answer announceAllAndSleep(Runnable meanwhile) {
    String upload = writer.begin("team/app");
    boolean[] slept = {false};
    List<byte[]> pieces = Collections.nCopies(LIMIT / PIECE.length, PIECE);
    return writer
        .with("Content-Length", Integer.toString(LIMIT))
        .send(
            "PATCH",
            upload,
            new Pieces(
                pieces,
                () -> {
                  if (!slept[0]) {
                    slept[0] = true;
                    meanwhile.run();
                  }
                },
                true));
  }

  @Test
  void whatAWriterAnnouncedThatLivesIsSetAside() {
    limitNamespace();
    announceAllAndSleep(
            () -> {
              registry.clock().advance(Duration.ofSeconds(59));
              assertThat(writer.send("POST", "/v2/team/two/blobs/uploads/").outcome())
                  .isEqualTo("403 DENIED registry.pending-quota");
            })
        .expect(202);
  }

  @Test
  void whatAWriterAnnouncedThatIsGoneIsFreeAfterAMinuteAndNotTakenTwice() throws Exception {
    limitNamespace();
    Answer late =
        announceAllAndSleep(() -> {
          registry.clock().advance(Duration.ofSeconds(61));
          writer.push("team/two", Images.bytes(2, LIMIT - PIECE.length)).expect(201);
        });
    assertThat(late.outcome()).isEqualTo("403 DENIED registry.pending-quota");
    assertThat(onDisk()).isLessThanOrEqualTo(LIMIT);
  }

  @Test
  void whatAWriterWroteThatIsGoneCountsAsLongAsItLies() {
    limitNamespace();
    String upload = writer.begin("team/app");
    int[] pieces = {0};
    writer
        .with("Content-Length", Integer.toString(LIMIT))
        .send(
            "PATCH",
            upload,
            new Pieces(
                Collections.nCopies(48, PIECE),
                () -> {
                  pieces[0]++;
                  if (pieces[0] == 46) {
                    // The next piece renews the claim.
                    registry.clock().advance(Duration.ofSeconds(21));
                  }
                  if (pieces[0] == 47) {
                    registry.clock().advance(Duration.ofSeconds(61));
                    String other = writer.begin("team/two");
                    assertThat(writer.send("PATCH", other, Images.bytes(2, LIMIT / 2)).outcome())
                        .isEqualTo("403 DENIED registry.pending-quota");
                    writer.delete(other).expect(204);
                    writer.push("team/two", Images.bytes(3, LIMIT / 4)).expect(201);
                  }
                },
                false));
    assertThat(pieces[0]).isGreaterThanOrEqualTo(47);
  }

  @Test
  void shortUploadsDoNotTakeRoomFromEachOther() {
    limitNamespace();
    List<String> open = new ArrayList<>();
    // Each sends a piece and goes on, while the next one begins.
    nest(10, open);
    assertThat(open).hasSize(10);
  }

  private void nest(int depth, List<String> open) {
    if (depth == 0) {
      return;
    }
    String upload = writer.begin("team/app");
    writer
        .send("PATCH", upload, new Pieces(List.of(PIECE), () -> nest(depth - 1, open), true))
        .expect(202);
    open.add(upload);
  }
}
