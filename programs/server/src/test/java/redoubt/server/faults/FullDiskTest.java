package redoubt.server.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redoubt.testkit.Await;
import redoubt.testkit.Peers;

/** A disk that is really full: a small file system, filled to the last byte under load. */
class FullDiskTest {
  private static final Duration SOON = Duration.ofSeconds(60);

  @TempDir private Path directory;
  private Path disk;
  private boolean mounted;

  @BeforeEach
  void mountASmallDisk() throws Exception {
    disk = Files.createDirectory(directory.resolve("disk"));
    mounted = run("mount", "-t", "tmpfs", "-o", "size=320m,mode=0700", "tmpfs", disk.toString());
    Peers.need(
        mounted,
        FullDiskTest.class,
        "a file system cannot be mounted here, so a full disk was not tested");
  }

  @AfterEach
  void unmount() throws Exception {
    if (mounted) {
      run("umount", "-l", disk.toString());
    }
  }

  @Test
  void isSaidClearlyLosesNothingAndEndsWhenThereIsRoomAgain() throws Exception {
    Load load = new Load();
    KeptHeads heads = new KeptHeads(directory);
    try (ServerProcess server = ServerProcess.start(disk.resolve("data"))) {
      KeyCaller caller = server.admin();
      heads.keep(caller);
      Path ballast = disk.resolve("ballast");
      try (Load.Running _ = load.start(caller, 8)) {
        Await.until(SOON, "work", () -> load.acknowledged() > 100);
        fill(ballast);
        Await.until(SOON, "refusals", () -> load.refused() > 20);
        HttpResponse<String> ready = caller.get("/readyz?verbose");
        assertThat(ready.statusCode()).isEqualTo(503);
        assertThat(ready.body()).contains("[-]disk failed: ").contains("left");
        assertThat(caller.get("/livez").statusCode()).isEqualTo(200);

        Files.delete(ballast);
        int then = load.acknowledged();
        Await.until(SOON, "work goes on", () -> load.acknowledged() > then + 100);
        Await.until(SOON, "ready", () -> caller.get("/readyz").statusCode() == 200);
      }
      heads.assertContinued(caller);
      assertThat(load.strange()).isEmpty();
      assertThat(load.lost(caller)).isEmpty();
      assertThat(load.missingIn(heads.assertVerified(caller))).isEmpty();
      assertThat(load.refusals()).allSatisfy(body -> assertThat(body).contains("remedy"));
    }
  }

  private static void fill(Path ballast) throws IOException {
    byte[] block = new byte[64 << 10];
    try (OutputStream out = Files.newOutputStream(ballast)) {
      while (true) {
        out.write(block);
      }
    } catch (IOException e) {
      assertThat(e).hasMessageContaining("No space left");
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
}
