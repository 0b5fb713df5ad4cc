package redoubt.registry.sql;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.PreparedBatch;
import redoubt.oci.Digest;
import redoubt.oci.RepositoryName;
import redoubt.oci.Tag;
import redoubt.registry.events.Event;

/** Tables {@code registry.event} and {@code registry.delivery}. */
public final class EventRows {
  /**
   * An event that a listener has to be told.
   *
   * @param tries how often it was begun before
   */
  public record Due(Event event, String listener, int tries) {}

  private EventRows() {}

  public static void insert(Handle transaction, List<Event> events, List<String> listeners) {
    PreparedBatch rows =
        transaction.prepareBatch(
            """
            INSERT INTO registry.event (id, at, instance, repository, kind, digest, tag, actor)
            VALUES (:id, :at, :instance, :repository, :kind, :digest, :tag, :actor)
            """);
    PreparedBatch deliveries =
        transaction.prepareBatch(
            """
            INSERT INTO registry.delivery (event, listener, tries, due_at) VALUES (:event, :listener, 0, :at)
            """);
    for (Event event : events) {
      rows.bind("id", event.id())
          .bind("at", event.at())
          .bind("instance", event.instance())
          .bind("repository", event.repository().text())
          .bind("kind", event.kind())
          .bind("digest", event.digest().toString())
          .bind("tag", event.tag().map(Tag::text).orElse(null))
          .bind("actor", event.actor())
          .add();
      for (String listener : listeners) {
        deliveries
            .bind("event", event.id())
            .bind("listener", listener)
            .bind("at", event.at())
            .add();
      }
    }
    rows.execute();
    deliveries.execute();
  }

  /** The delivery that waits longest; nobody else takes it before the patience is over. */
  public static Optional<Due> take(
      Handle transaction, List<String> listeners, Instant now, Duration patience) {
    return transaction
        .createQuery(
            """
            UPDATE registry.delivery d SET tries = d.tries + 1, due_at = :until
            FROM registry.event e
            WHERE e.id = d.event AND (d.event, d.listener) = (
              SELECT event, listener FROM registry.delivery
              WHERE due_at <= :now AND listener = ANY (:listeners)
              ORDER BY due_at LIMIT 1 FOR UPDATE SKIP LOCKED)
            RETURNING e.*, d.listener, d.tries - 1 AS before
            """)
        .bind("now", now)
        .bind("until", now.plus(patience))
        .bindArray("listeners", String.class, listeners)
        .map((row, context) -> new Due(event(row), row.getString("listener"), row.getInt("before")))
        .findOne();
  }

  /** The listener has taken it; the event goes with its last delivery. */
  public static void taken(Handle transaction, Due due) {
    transaction
        .createUpdate("DELETE FROM registry.delivery WHERE event = :event AND listener = :listener")
        .bind("event", due.event().id())
        .bind("listener", due.listener())
        .execute();
    transaction
        .createUpdate(
            """
            DELETE FROM registry.event WHERE id = :event
              AND NOT EXISTS (SELECT FROM registry.delivery WHERE event = :event)
            """)
        .bind("event", due.event().id())
        .execute();
  }

  /** It is told again, not before that time. */
  public static void later(Handle transaction, Due due, Instant notBefore) {
    transaction
        .createUpdate(
            """
            UPDATE registry.delivery SET due_at = :due WHERE event = :event AND listener = :listener
            """)
        .bind("due", notBefore)
        .bind("event", due.event().id())
        .bind("listener", due.listener())
        .execute();
  }

  /** Events whose last deliveries ended at the same time. */
  public static int tidy(Handle transaction, Instant before) {
    return transaction
        .createUpdate(
            """
            DELETE FROM registry.event e WHERE at < :before
              AND NOT EXISTS (SELECT FROM registry.delivery WHERE event = e.id)
            """)
        .bind("before", before)
        .execute();
  }

  private static Event event(ResultSet row) throws SQLException {
    return new Event(
        row.getObject("id", UUID.class),
        row.getTimestamp("at").toInstant(),
        row.getString("instance"),
        new RepositoryName(row.getString("repository")),
        Event.Kind.valueOf(row.getString("kind")),
        Digest.parse(row.getString("digest")),
        Optional.ofNullable(row.getString("tag")).map(Tag::new),
        row.getString("actor"));
  }
}
