package redoubt.store;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redoubt.core.Failure;

/**
 * The file {@code postmaster.pid}, in which PostgreSQL tells its process id (line 1), its shared
 * memory (line 7: key and id) and its state (line 8). Source: {@code miscadmin.h} and {@code
 * pidfile.h} of PostgreSQL 18.
 */
record PostmasterFile(Path data) {
  private static final Logger LOG = LoggerFactory.getLogger(PostmasterFile.class);
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  /** Whether that postmaster takes connections. */
  boolean isReady(long pid) throws IOException {
    List<String> lines = lines();
    return lines.size() >= 8
        && lines.get(0).strip().equals("" + pid)
        && lines.get(7).strip().equals("ready");
  }

  /**
   * Makes way for a start, under the directory's lock: a postmaster that outlived its server is
   * stopped; the file of one that is gone is removed when its process id now belongs to another
   * program, for which PostgreSQL would wait in vain. All other leftovers it clears by itself.
   */
  void clearLeftover() throws IOException {
    Optional<Long> pid = pid();
    if (pid.isEmpty()) {
      return;
    }
    if (!isAlive(pid.get())) {
      // PostgreSQL takes a zombie that nobody has reaped yet for a running postmaster.
      if (Files.exists(Path.of("/proc/" + pid.get())) && !sharedMemoryIsUsed()) {
        Files.deleteIfExists(data.resolve("postmaster.pid"));
      }
      return;
    }
    if (isOurs(pid.get())) {
      LOG.info("A PostgreSQL of an earlier run still works in {}; waiting for its end.", data);
      if (!ended("INT", pid.get()) && !ended("QUIT", pid.get()) && !ended("KILL", pid.get())) {
        throw new Failure(
            Failure.Kind.CONFLICT,
            "store.leftover",
            "A PostgreSQL of an earlier run does not stop (process " + pid.get() + ").",
            "End that process, then try again.");
      }
    } else if (!sharedMemoryIsUsed()) {
      Files.deleteIfExists(data.resolve("postmaster.pid"));
    }
  }

  private boolean ended(String signal, long pid) throws IOException {
    PostgresCommand.signal(signal, pid);
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (isAlive(pid) && System.nanoTime() - deadline < 0) {
      LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
    }
    return !isAlive(pid);
  }

  private Optional<Long> pid() throws IOException {
    List<String> lines = lines();
    return lines.isEmpty() || !lines.getFirst().strip().matches("[1-9]\\d{0,9}")
        ? Optional.empty()
        : Optional.of(Long.parseLong(lines.getFirst().strip()));
  }

  private List<String> lines() throws IOException {
    try {
      return Files.readAllLines(data.resolve("postmaster.pid"));
    } catch (NoSuchFileException e) {
      return List.of();
    }
  }

  /** A zombie counts as ended: it has let go of everything. */
  static boolean isAlive(long pid) throws IOException {
    try {
      String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
      return stat.charAt(stat.lastIndexOf(')') + 2) != 'Z';
    } catch (NoSuchFileException e) {
      return false;
    } catch (IOException e) {
      return ProcessHandle.of(pid).isPresent();
    }
  }

  private boolean isOurs(long pid) throws IOException {
    try {
      return List.of(Files.readString(Path.of("/proc/" + pid + "/cmdline")).split("\0", -1))
          .contains(data.toString());
    } catch (NoSuchFileException e) {
      return false;
    }
  }

  /** Whether a process is still attached to the shared memory of the postmaster that is gone. */
  private boolean sharedMemoryIsUsed() throws IOException {
    List<String> lines = lines();
    Path segments = Path.of("/proc/sysvipc/shm");
    if (lines.size() < 7 || !Files.isReadable(segments)) {
      return false;
    }
    String[] ids = lines.get(6).strip().split("\\s+", -1);
    for (String line : Files.readAllLines(segments)) {
      // key shmid perms size cpid lpid nattch …
      String[] fields = line.strip().split("\\s+", -1);
      if (ids.length == 2 && fields.length > 6 && fields[1].equals(ids[1])) {
        return !fields[6].equals("0");
      }
    }
    return false;
  }
}
