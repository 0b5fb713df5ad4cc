package redoubt.store;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import redoubt.core.Failure;

/**
 * A running postmaster, watched over by a thread of its own. That thread starts it, because the
 * kernel ends it with the thread that did, and starts it again whenever it dies.
 */
final class PostgresProcess implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(PostgresProcess.class);
  private static final Duration LONGEST_RECOVERY = Duration.ofMinutes(10);
  private static final Duration LONGEST_STOP = Duration.ofSeconds(30);
  private static final long LARGEST_LOG = 10 << 20;
  private static final int ATTEMPTS = 5;

  private final PostgresBinaries binaries;
  private final Path home;
  private final Path data;
  private final boolean durable;
  private final Thread keeper;
  private final BlockingQueue<Object> outcome = new ArrayBlockingQueue<>(1);
  private volatile int port;
  private volatile @Nullable Process process;
  private volatile boolean closed;

  private PostgresProcess(PostgresBinaries binaries, Path home, Path data, boolean durable) {
    this.binaries = binaries;
    this.home = home;
    this.data = data;
    this.durable = durable;
    this.keeper = Thread.ofPlatform().daemon().name("postgres").unstarted(this::keep);
  }

  /** Returns once it takes connections. */
  static PostgresProcess start(PostgresBinaries binaries, Path home, Path data, boolean durable)
      throws IOException {
    new PostmasterFile(data).clearLeftover();
    PostgresProcess postgres = new PostgresProcess(binaries, home, data, durable);
    postgres.keeper.start();
    try {
      if (postgres.outcome.take() instanceof RuntimeException failure) {
        throw failure;
      }
    } catch (InterruptedException e) {
      postgres.close();
      Thread.currentThread().interrupt();
      throw new IOException("interrupted while PostgreSQL was started", e);
    }
    return postgres;
  }

  int port() {
    return port;
  }

  long pid() {
    Process running = process;
    return running == null ? -1 : running.pid();
  }

  @Override
  public void close() {
    closed = true;
    LockSupport.unpark(keeper);
    Process running = process;
    try {
      if (running != null) {
        PostgresCommand.signal("INT", running.pid());
        if (!running.waitFor(LONGEST_STOP.toSeconds(), TimeUnit.SECONDS)) {
          PostgresCommand.signal("QUIT", running.pid());
        }
      }
      keeper.join(LONGEST_STOP);
    } catch (IOException e) {
      LOG.warn("PostgreSQL could not be told to stop: {}", e.getMessage());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** The life of the keeper: start, watch, start again. */
  private void keep() {
    try {
      firstStart();
    } catch (IOException | RuntimeException e) {
      closed = true;
      outcome.add(e instanceof RuntimeException failure ? failure : new IllegalStateException(e));
      return;
    }
    outcome.add(this);
    int failures = 0;
    while (true) {
      await(process);
      if (closed) {
        return;
      }
      LOG.error("PostgreSQL ended unexpectedly and is started again; its log is in {}.", home);
      LockSupport.parkNanos(Duration.ofMillis(Math.min(5_000, 50L << failures)).toNanos());
      try {
        launch(port);
        failures = 0;
        LOG.info("PostgreSQL runs again.");
      } catch (IOException | RuntimeException e) {
        failures = Math.min(failures + 1, 10);
        LOG.error("PostgreSQL does not start: {}", e.getMessage());
      }
    }
  }

  private void firstStart() throws IOException {
    for (int attempt = 1; ; attempt++) {
      try {
        launch(freePort());
        return;
      } catch (Failure e) {
        // Another program may have taken the port between the look and the start.
        if (attempt == ATTEMPTS || !e.what().contains("TCP/IP")) {
          throw e;
        }
      }
    }
  }

  private void launch(int onPort) throws IOException {
    Path log = home.resolve("log");
    if (Files.exists(log) && Files.size(log) > LARGEST_LOG) {
      Files.move(log, home.resolve("log.1"), StandardCopyOption.REPLACE_EXISTING);
    }
    long logged = Files.exists(log) ? Files.size(log) : 0;
    Process started =
        new ProcessBuilder(
                PostgresCommand.of(
                    true, binaries.program("postgres"), PostgresOptions.of(data, onPort, durable)))
            .redirectErrorStream(true)
            .redirectOutput(ProcessBuilder.Redirect.appendTo(log.toFile()))
            .start();
    started.getOutputStream().close();
    process = started;
    port = onPort;
    PostmasterFile file = new PostmasterFile(data);
    long deadline = System.nanoTime() + LONGEST_RECOVERY.toNanos();
    while (!file.isReady(started.pid())) {
      if (closed) {
        PostgresCommand.signal("INT", started.pid());
        throw refused(log, logged);
      }
      if (!started.isAlive()) {
        throw refused(log, logged);
      }
      if (System.nanoTime() - deadline > 0) {
        PostgresCommand.signal("QUIT", started.pid());
        throw refused(log, logged);
      }
      LockSupport.parkNanos(Duration.ofMillis(4).toNanos());
    }
  }

  /** What PostgreSQL wrote since that place in its log, for the user. */
  static Failure refused(Path log, long since) throws IOException {
    String reason = "it does not say why";
    byte[] all = Files.exists(log) ? Files.readAllBytes(log) : new byte[0];
    int from = (int) Math.min(since, all.length);
    String fresh = new String(all, from, all.length - from, StandardCharsets.UTF_8);
    for (String line : fresh.lines().filter(text -> !text.isBlank()).toList()) {
      if (line.contains("FATAL:") || line.contains("PANIC:") || line.contains("error:")) {
        reason = line.replaceFirst("^.*?(FATAL|PANIC|error):\\s*", "");
        break;
      }
      reason = line.strip();
    }
    return new Failure(
        Failure.Kind.UNAVAILABLE,
        "store.postgres",
        "PostgreSQL does not start: " + reason + ".",
        "See " + log + ".");
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
      return socket.getLocalPort();
    }
  }

  private void await(@Nullable Process running) {
    while (running != null && running.isAlive()) {
      try {
        running.waitFor();
      } catch (InterruptedException e) {
        LOG.debug("The keeper of PostgreSQL is not stopped by an interrupt.", e);
      }
    }
  }
}
