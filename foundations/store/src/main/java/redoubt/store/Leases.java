package redoubt.store;

import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Of all servers on one database, one at a time does a named piece of work. A lease is an advisory
 * lock of one connection that all leases of this server share: it ends with the connection, so a
 * dead server holds nothing, and no clock takes part.
 */
public final class Leases implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(Leases.class);
  private static final Duration HEARTBEAT = Duration.ofSeconds(2);
  private static final Duration SILENCE = Duration.ofSeconds(10);

  /** Work under way: who does it, and whether we told it to stop. */
  private record Held(Thread worker, AtomicBoolean cut) {}

  private final Database database;
  private final Map<String, Held> held = new ConcurrentHashMap<>();
  private final ScheduledExecutorService watch =
      Executors.newSingleThreadScheduledExecutor(
          Thread.ofPlatform().daemon().name("leases").factory());
  private @Nullable Connection connection;
  private boolean closed;

  public Leases(Database database) {
    this.database = database;
    var _ =
        watch.scheduleWithFixedDelay(
            this::beat, HEARTBEAT.toMillis(), HEARTBEAT.toMillis(), TimeUnit.MILLISECONDS);
  }

  /**
   * Runs the work on this thread if nobody holds the lease, and lets go of it afterwards. The lease
   * of a server that died ends by itself. Work that runs longer than {@code atMost}, or whose lease
   * was lost with the connection, is interrupted.
   *
   * @return whether it was run
   * @throws redoubt.core.Failure {@code store.unavailable} when the database cannot be asked
   */
  public boolean runIfFree(String name, Duration atMost, Runnable work) {
    Held mine = new Held(Thread.currentThread(), new AtomicBoolean());
    if (held.putIfAbsent(name, mine) != null) {
      return false;
    }
    try {
      if (!ask("select pg_try_advisory_lock(hashtextextended(?, 0))", name)) {
        return false;
      }
      ScheduledFuture<?> limit =
          watch.schedule(() -> interrupt(name), atMost.toMillis(), TimeUnit.MILLISECONDS);
      try {
        work.run();
      } finally {
        limit.cancel(false);
        letGo(name);
      }
      return true;
    } finally {
      held.remove(name);
      if (mine.cut().get()) {
        var cleared = Thread.interrupted();
        LOG.warn(
            "The work {} was interrupted ({}): it took too long or its lease was lost.",
            name,
            cleared ? "at its end" : "on its way");
      }
    }
  }

  /** Ends all leases; work under way is interrupted. */
  @Override
  public void close() {
    watch.shutdownNow();
    synchronized (this) {
      closed = true;
      drop();
    }
  }

  private void letGo(String name) {
    boolean interrupted = Thread.interrupted();
    try {
      ask("select pg_advisory_unlock(hashtextextended(?, 0))", name);
    } catch (RuntimeException e) {
      LOG.debug("The lease {} ended with its connection.", name, e);
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private synchronized boolean ask(String question, String name) {
    try {
      Connection mine = connection;
      if (closed) {
        throw Trouble.unavailable(null);
      }
      if (mine == null) {
        mine = database.connect("redoubt leases");
        mine.setNetworkTimeout(Runnable::run, (int) SILENCE.toMillis());
        connection = mine;
      }
      try (PreparedStatement statement = mine.prepareStatement(question)) {
        statement.setString(1, "redoubt.lease." + name);
        try (ResultSet answer = statement.executeQuery()) {
          return answer.next() && answer.getBoolean(1);
        }
      }
    } catch (SQLException e) {
      drop();
      throw Trouble.unavailable(e);
    }
  }

  /** Notices a lost connection, with which all leases were lost. */
  private synchronized void beat() {
    Connection mine = connection;
    if (mine == null) {
      return;
    }
    try (PreparedStatement heartbeat = mine.prepareStatement("select 1")) {
      heartbeat.execute();
    } catch (SQLException e) {
      LOG.warn("The leases were lost with the connection to the database.");
      drop();
    }
  }

  private synchronized void drop() {
    Connection mine = connection;
    connection = null;
    held.keySet().forEach(this::interrupt);
    if (mine != null) {
      try {
        mine.close();
      } catch (SQLException e) {
        LOG.debug("The connection of the leases was gone before it was closed.", e);
      }
    }
  }

  private void interrupt(String name) {
    held.computeIfPresent(
        name,
        (lease, work) -> {
          work.cut().set(true);
          work.worker().interrupt();
          return work;
        });
  }
}
