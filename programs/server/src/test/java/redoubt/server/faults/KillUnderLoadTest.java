package redoubt.server.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redoubt.testkit.Await;

/**
 * kill -9 in the middle of work, of the server, of its PostgreSQL, of both, of one session. Three
 * times; {@code ./build test -pl programs/server -am -Dtest=KillUnderLoadTest -Dredoubt.kills=50
 * -Dsurefire.failIfNoSpecifiedTests=false} does it fifty times.
 */
class KillUnderLoadTest {
  private static final int KILLS = Integer.getInteger("redoubt.kills", 3);
  private static final int CALLERS = 8;
  private static final Duration LATEST_KILL = Duration.ofMillis(900);
  private static final Duration RECOVERY = Duration.ofSeconds(60);

  private enum Victim {
    SERVER,
    POSTGRES,
    SERVER_AND_POSTGRES,
    SESSION
  }

  @TempDir private Path directory;

  @Test
  void nothingThatWasAcknowledgedIsLost() throws Exception {
    Random random = new Random();
    Load load = new Load();
    KeptHeads heads = new KeptHeads(directory);
    Path data = directory.resolve("data");
    ServerProcess server = ServerProcess.start(data);
    try {
      for (int kill = 0; kill < KILLS; kill++) {
        KeyCaller caller = server.admin();
        heads.assertContinued(caller);
        heads.keep(caller);
        Victim victim = Victim.values()[kill % Victim.values().length];
        int before = load.acknowledged();
        try (Load.Running _ = load.start(caller, CALLERS)) {
          Await.until(RECOVERY, "work", () -> load.acknowledged() > before + CALLERS);
          LockSupport.parkNanos(random.nextLong(LATEST_KILL.toNanos()));
          kill(victim, server);
          if (server.isAlive()) {
            int then = load.acknowledged();
            Await.until(RECOVERY, "work goes on", () -> load.acknowledged() > then + 4 * CALLERS);
          }
        }
        if (!server.isAlive()) {
          server = ServerProcess.start(data);
        }
      }
      KeyCaller caller = server.admin();
      heads.assertContinued(caller);
      assertThat(load.strange()).isEmpty();
      assertThat(load.lost(caller)).isEmpty();
      assertThat(load.missingIn(heads.assertVerified(caller))).isEmpty();
      System.out.println(KILLS + " kills: " + load.figures() + ", 0 lost");
    } finally {
      server.close();
    }
  }

  private static void kill(Victim victim, ServerProcess server) {
    switch (victim) {
      case SERVER -> server.kill();
      case POSTGRES -> ServerProcess.kill(server.postgres());
      case SERVER_AND_POSTGRES -> {
        ServerProcess.kill(server.postgres());
        server.kill();
      }
      case SESSION ->
          ProcessHandle.of(server.postgres()).stream()
              .flatMap(ProcessHandle::children)
              .filter(
                  process -> process.info().commandLine().orElse("").contains("postgres: redoubt "))
              .findAny()
              .ifPresent(ProcessHandle::destroyForcibly);
    }
  }
}
