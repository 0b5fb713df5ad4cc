package redoubt.registry.content;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redoubt.oci.Digest;
import redoubt.registry.testing.Answer;
import redoubt.registry.testing.Client;
import redoubt.registry.testing.Images;
import redoubt.registry.testing.Registry;
import redoubt.testkit.Peers;

/** Images on a disk that is really full: a small file system of its own. */
final class FullDiskTest {
  private static final int BALLAST = 6 << 20;
  private static final int SIZE = 700_000;

  @TempDir private Path disk;
  private boolean mounted;
  private Registry first;
  private Registry registry;

  @BeforeEach
  void mountASmallDisk() throws Exception {
    mounted = run("mount", "-t", "tmpfs", "-o", "size=24m,mode=0700", "tmpfs", disk.toString());
    Peers.need(
        mounted,
        FullDiskTest.class,
        "a file system cannot be mounted here, so a full disk was not tested");
    Files.write(disk.resolve("ballast"), new byte[BALLAST]);
    first = Registry.start();
    registry = first.another(FileStore.in(disk.resolve("content")));
    registry.namespace(Registry.TENANT, "team", false);
  }

  @AfterEach
  void unmount() throws Exception {
    if (mounted) {
      registry.close();
      first.close();
      run("umount", "-l", disk.toString());
    }
  }

  private static boolean run(String... command) throws InterruptedException {
    try {
      return new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.DISCARD)
              .start()
              .waitFor()
          == 0;
    } catch (IOException e) {
      return false;
    }
  }

  /** Pushes from many sides until nothing fits; what was acknowledged. */
  private List<byte[]> fill() throws Exception {
    List<byte[]> kept = new ArrayList<>();
    try (ExecutorService clients = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<List<byte[]>>> all = new ArrayList<>();
      for (int i = 0; i < 8; i++) {
        int client = i;
        all.add(clients.submit(() -> fill(client)));
      }
      for (Future<List<byte[]>> one : all) {
        kept.addAll(one.get());
      }
    }
    return kept;
  }

  private List<byte[]> fill(int client) {
    List<byte[]> kept = new ArrayList<>();
    for (int refused = 0, number = 0; refused < 3; number++) {
      byte[] blob = Images.bytes(client * 1000L + number, SIZE);
      Answer answer = registry.writer().push("team/app", blob);
      if (answer.status() == 201) {
        kept.add(blob);
      } else {
        assertThat(answer.outcome()).endsWith("registry.store-is-full").startsWith("503 ");
        refused++;
      }
    }
    return kept;
  }

  @Test
  void nothingAcknowledgedIsLostAndNothingOrphanedStays() throws Exception {
    Client writer = registry.writer();
    byte[] large = Images.bytes(7, 9 << 20);
    String upload = writer.begin("team/app");
    writer.send("PATCH", upload, Arrays.copyOfRange(large, 0, 1 << 20)).expect(202);

    List<byte[]> kept = fill();
    assertThat(kept).hasSizeGreaterThan(10);
    for (byte[] blob : kept) {
      assertThat(registry.reader().get("/v2/team/app/blobs/" + Digest.of(blob)).body())
          .isEqualTo(blob);
    }
    assertThat(writer.send("PATCH", upload, Arrays.copyOfRange(large, 1 << 20, 9 << 20)).status())
        .isEqualTo(503);

    Files.delete(disk.resolve("ballast"));
    registry.clock().advance(Duration.ofHours(25));
    for (int i = 0; i < 3; i++) {
      registry.tick();
    }
    assertThat(registry.inventory().findings()).isEmpty();
    byte[] image = writer.pushImage("team/app", "v1", Images.bytes(8, SIZE));
    assertThat(registry.reader().get("/v2/team/app/manifests/v1").expect(200).body())
        .isEqualTo(image);
    assertThat(registry.inventory().findings()).isEmpty();
  }

  @Test
  void anUploadGoesOnWhereItWasWhenThereIsRoomAgain() throws Exception {
    Client writer = registry.writer();
    byte[] large = Images.bytes(9, 3 << 20);
    String upload = writer.begin("team/app");
    writer.send("PATCH", upload, Arrays.copyOfRange(large, 0, 1 << 20)).expect(202);
    List<byte[]> _ = fill();
    assertThat(writer.send("PATCH", upload, Arrays.copyOfRange(large, 1 << 20, 3 << 20)).status())
        .isEqualTo(503);

    Files.delete(disk.resolve("ballast"));
    String range = writer.get(upload).expect(204).header("Range").orElseThrow();
    int from = Integer.parseInt(range.substring(2)) + 1;
    assertThat(from).isGreaterThanOrEqualTo(1 << 20);
    writer.finish(upload, Digest.of(large), Arrays.copyOfRange(large, from, large.length));
    assertThat(registry.reader().get("/v2/team/app/blobs/" + Digest.of(large)).body())
        .isEqualTo(large);
  }
}
