package redoubt.store;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;
import org.jdbi.v3.core.Handle;
import org.postgresql.PGConnection;
import org.postgresql.PGNotification;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tells every server on the database what changed (LISTEN / NOTIFY). A subscriber hears of a change
 * after it is committed, usually within milliseconds. When the connection was lost, changes may
 * have been missed: every subscriber's {@code onGap} runs before anything else is told.
 */
public final class ChangeFeed implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(ChangeFeed.class);
  private static final String CHANNEL = "redoubt_changes";

  /** PostgreSQL takes 7999 bytes. */
  private static final int LONGEST_MESSAGE = 7900;

  private static final Duration HEARTBEAT = Duration.ofSeconds(2);
  private static final Duration SILENCE = Duration.ofSeconds(5);
  private static final Duration BETWEEN_ATTEMPTS = Duration.ofMillis(250);

  private record Subscriber(String topic, Consumer<String> onChange, Runnable onGap) {}

  private final Database database;
  private final List<Subscriber> subscribers = new CopyOnWriteArrayList<>();
  private final Thread listener;
  private volatile Connection current;
  private volatile boolean live;
  private volatile boolean closed;

  private ChangeFeed(Database database, Connection first) {
    this.database = database;
    this.current = first;
    this.live = true;
    this.listener = Thread.ofPlatform().daemon().name("change-feed").unstarted(() -> listen(first));
  }

  /**
   * Starts to listen: what is committed after this is heard by whoever subscribed before.
   *
   * @throws redoubt.core.Failure {@code store.unavailable}
   */
  public static ChangeFeed open(Database database) {
    try {
      ChangeFeed feed = new ChangeFeed(database, connect(database));
      feed.listener.start();
      return feed;
    } catch (SQLException e) {
      throw Trouble.unavailable(e);
    }
  }

  /**
   * Announces a change; told to subscribers when, and only if, the transaction commits.
   *
   * @param topic without line breaks
   * @param payload together with the topic at most 7900 bytes
   */
  public void announce(Handle transaction, String topic, String payload) {
    String message = topic + '\n' + payload;
    if (topic.indexOf('\n') >= 0
        || message.getBytes(java.nio.charset.StandardCharsets.UTF_8).length > LONGEST_MESSAGE) {
      throw new IllegalArgumentException("not an announcement: " + topic);
    }
    transaction
        .createQuery("select pg_notify(:channel, :message)::text")
        .bind("channel", CHANNEL)
        .bind("message", message)
        .mapTo(String.class)
        .one();
  }

  /** Subscribes for the life of the feed. Both run on the feed's own thread and must be quick. */
  public void subscribe(String topic, Consumer<String> onChange, Runnable onGap) {
    subscribers.add(new Subscriber(topic, onChange, onGap));
  }

  /** False from the moment the connection is lost until it is back and the gap was told. */
  public boolean isLive() {
    return live;
  }

  @Override
  public void close() {
    closed = true;
    live = false;
    listener.interrupt();
    try {
      current.abort(Runnable::run);
    } catch (SQLException e) {
      LOG.debug("The connection of the feed was gone before it was closed.", e);
    }
    try {
      listener.join(Duration.ofSeconds(10));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void listen(Connection first) {
    try (Connection connection = first) {
      hear(connection);
    } catch (SQLException | RuntimeException e) {
      lost(e);
    }
    while (!closed) {
      try (Connection connection = connect(database)) {
        current = connection;
        subscribers.forEach(subscriber -> subscriber.onGap().run());
        live = true;
        LOG.info("Changes of the database are heard again.");
        hear(connection);
      } catch (SQLException | RuntimeException e) {
        lost(e);
        LockSupport.parkNanos(BETWEEN_ATTEMPTS.toNanos());
      }
    }
  }

  /** Tells what comes until the connection is lost or the feed closed. */
  private void hear(Connection connection) throws SQLException {
    PGConnection notifications = connection.unwrap(PGConnection.class);
    while (!closed) {
      PGNotification[] heard = notifications.getNotifications((int) HEARTBEAT.toMillis());
      if (heard == null || heard.length == 0) {
        try (Statement heartbeat = connection.createStatement()) {
          heartbeat.execute("select 1");
        }
        continue;
      }
      for (PGNotification one : heard) {
        tell(one.getParameter());
      }
    }
  }

  private void tell(String message) {
    int end = message.indexOf('\n');
    if (end < 0) {
      return;
    }
    String topic = message.substring(0, end);
    String payload = message.substring(end + 1);
    for (Subscriber subscriber : subscribers) {
      if (subscriber.topic().equals(topic)) {
        subscriber.onChange().accept(payload);
      }
    }
  }

  /** A subscriber that fails is a gap too: what it was told may not have been taken in. */
  private void lost(Exception cause) {
    if (live && !closed) {
      live = false;
      LOG.warn("Changes of the database are not heard: {}", cause.getMessage());
    }
  }

  private static Connection connect(Database database) throws SQLException {
    Connection connection = database.connect("redoubt changes");
    try (Statement listen = connection.createStatement()) {
      connection.setNetworkTimeout(Runnable::run, (int) SILENCE.toMillis());
      listen.execute("listen " + CHANNEL);
      return connection;
    } catch (SQLException | RuntimeException e) {
      connection.close();
      throw e;
    }
  }
}
