package redoubt.registry.sql;

import java.net.URI;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import redoubt.registry.events.Event;
import redoubt.registry.notices.Notice;
import redoubt.registry.notices.Webhook;

/** Tables {@code registry.webhook} and {@code registry.notice}. */
public final class WebhookRows {
  private WebhookRows() {}

  public static void insert(Handle transaction, Webhook webhook) {
    transaction
        .createUpdate(
            """
            INSERT INTO registry.webhook (id, namespace, url, kinds, signed, created_at, created_by)
            VALUES (:id, :namespace, :url, :kinds, :signed, :at, :by)
            """)
        .bind("id", webhook.id())
        .bind("namespace", webhook.namespace())
        .bind("url", webhook.url().toString())
        .bindArray("kinds", String.class, webhook.kinds().stream().map(Event.Kind::name).toList())
        .bind("signed", webhook.signed())
        .bind("at", webhook.createdAt())
        .bind("by", webhook.createdBy())
        .execute();
  }

  public static List<Webhook> of(Handle handle, String namespace) {
    return handle
        .createQuery(
            "SELECT * FROM registry.webhook WHERE namespace = :namespace ORDER BY created_at, id")
        .bind("namespace", namespace)
        .map((row, context) -> webhook(row))
        .list();
  }

  /** Those of a namespace that is this instance's. */
  public static List<Webhook> of(Handle handle, String instance, String namespace) {
    return handle
        .createQuery(
            """
            SELECT w.* FROM registry.webhook w JOIN registry.namespace n ON n.name = w.namespace
            WHERE w.namespace = :namespace AND n.instance = :instance ORDER BY w.created_at, w.id
            """)
        .bind("namespace", namespace)
        .bind("instance", instance)
        .map((row, context) -> webhook(row))
        .list();
  }

  public static Optional<Webhook> find(Handle handle, UUID id) {
    return handle
        .createQuery("SELECT * FROM registry.webhook WHERE id = :id")
        .bind("id", id)
        .map((row, context) -> webhook(row))
        .findOne();
  }

  public static boolean delete(Handle transaction, String namespace, UUID id) {
    return transaction
            .createUpdate("DELETE FROM registry.webhook WHERE id = :id AND namespace = :namespace")
            .bind("id", id)
            .bind("namespace", namespace)
            .execute()
        == 1;
  }

  /**
   * Nothing when it is there already, or the webhook is no more; given up at once when too many
   * wait before it, and not even noted when as many were given up.
   */
  public static void add(
      Handle transaction,
      UUID webhook,
      UUID event,
      String kind,
      String body,
      Instant now,
      int mostWaiting) {
    transaction
        .createUpdate(
            """
            INSERT INTO registry.notice (webhook, event, kind, body, at, state, tries, due_at, said)
            SELECT w.id, :event, :kind, :body, :now,
              CASE WHEN w.waiting < :most THEN 'WAITING' ELSE 'DEAD' END, 0, :now,
              CASE WHEN w.waiting < :most THEN NULL ELSE 'too many waited before it' END
            FROM (
              SELECT h.id, (
                SELECT count(*) FROM registry.notice n WHERE n.webhook = h.id AND n.state = 'WAITING') AS waiting
              FROM registry.webhook h WHERE h.id = :webhook FOR KEY SHARE) w
            WHERE w.waiting < :most OR (
              SELECT count(*) FROM (
                SELECT FROM registry.notice n WHERE n.webhook = w.id AND n.state = 'DEAD' LIMIT :most) dead) < :most
            ON CONFLICT DO NOTHING
            """)
        .bind("most", mostWaiting)
        .bind("webhook", webhook)
        .bind("event", event)
        .bind("kind", kind)
        .bind("body", body)
        .bind("now", now)
        .execute();
  }

  /**
   * Who is told something now.
   *
   * @param failures how often it did not take what it was told, since it did the last time
   * @param until nobody else tells it anything before
   */
  public record Turn(UUID webhook, String instance, int failures, Instant until) {}

  /**
   * Takes the turn of a webhook that does not rest and has something to be told: of the one that
   * was told nothing for the longest time. Nobody else tells it anything before the patience is
   * over.
   *
   * @param busy instances whose webhooks are passed over
   */
  public static Optional<Turn> turn(
      Handle transaction, Collection<String> busy, Instant now, Duration patience) {
    return transaction
        .createQuery(
            """
            UPDATE registry.webhook SET rests_until = :until
            FROM registry.namespace of
            WHERE of.name = namespace AND id = (
              SELECT w.id FROM registry.webhook w JOIN registry.namespace m ON m.name = w.namespace
              WHERE w.rests_until <= :now AND m.instance <> ALL (:busy) AND EXISTS (
                SELECT FROM registry.notice n
                WHERE n.webhook = w.id AND n.state = 'WAITING' AND n.due_at <= :now)
              ORDER BY w.rests_until, w.id LIMIT 1 FOR NO KEY UPDATE OF w SKIP LOCKED)
            RETURNING id, of.instance, failures, rests_until
            """)
        .bindArray("busy", String.class, List.copyOf(busy))
        .bind("now", now)
        .bind("until", now.plus(patience))
        .map((row, context) ->
            new Turn(
                row.getObject("id", UUID.class),
                row.getString("instance"),
                row.getInt("failures"),
                row.getTimestamp("rests_until").toInstant()))
        .findOne();
  }

  /** What is told to the webhook in its turn: what is due for the longest time. */
  public static Optional<Notice> take(Handle transaction, Turn turn, Instant now) {
    return transaction
        .createQuery(
            """
            UPDATE registry.notice SET tries = tries + 1, due_at = :until
            WHERE webhook = :webhook AND event = (
              SELECT event FROM registry.notice
              WHERE webhook = :webhook AND state = 'WAITING' AND due_at <= :now
              ORDER BY due_at, event LIMIT 1)
            RETURNING *
            """)
        .bind("webhook", turn.webhook())
        .bind("now", now)
        .bind("until", turn.until())
        .map((row, context) -> notice(row))
        .findOne();
  }

  /** Ends a turn; nothing if it was over, and somebody else's may be. */
  public static void end(Handle transaction, Turn turn, int failures, Instant rest) {
    transaction
        .createUpdate(
            """
            UPDATE registry.webhook SET failures = :failures, rests_until = :rest
            WHERE id = :webhook AND rests_until = :until
            """)
        .bind("failures", failures)
        .bind("rest", rest)
        .bind("webhook", turn.webhook())
        .bind("until", turn.until())
        .execute();
  }

  /** Gives up what waits since then. */
  public static int giveUp(Handle transaction, Instant before) {
    return transaction
        .createUpdate(
            """
            UPDATE registry.notice SET state = 'DEAD', said = coalesce(said, 'it waited for too long')
            WHERE state = 'WAITING' AND at < :before
            """)
        .bind("before", before)
        .execute();
  }

  /** What was taken stays so; otherwise nothing if somebody else has the turn by now. */
  public static void ended(
      Handle transaction, Notice notice, Notice.State state, Instant due, String said) {
    transaction
        .createUpdate(
            """
            UPDATE registry.notice SET state = :state, due_at = :due, said = :said
            WHERE webhook = :webhook AND event = :event AND state = 'WAITING'
              AND (due_at = :until OR :state = 'TAKEN')
            """)
        .bind("until", notice.dueAt())
        .bind("state", state)
        .bind("due", due)
        .bind("said", said)
        .bind("webhook", notice.webhook())
        .bind("event", notice.event())
        .execute();
  }

  /**
   * Puts off what was begun and not told; it does not count as a try. Nothing if somebody else has
   * the turn by now.
   */
  public static void notTried(Handle transaction, Notice notice, Instant due, String said) {
    transaction
        .createUpdate(
            """
            UPDATE registry.notice SET tries = tries - 1, due_at = :due, said = :said
            WHERE webhook = :webhook AND event = :event AND state = 'WAITING' AND due_at = :until
            """)
        .bind("until", notice.dueAt())
        .bind("due", due)
        .bind("said", said)
        .bind("webhook", notice.webhook())
        .bind("event", notice.event())
        .execute();
  }

  /** The latest first. */
  public static List<Notice> notices(Handle handle, UUID webhook, int limit) {
    return handle
        .createQuery(
            "SELECT * FROM registry.notice WHERE webhook = :webhook ORDER BY at DESC, event LIMIT"
                + " :limit")
        .bind("webhook", webhook)
        .bind("limit", limit)
        .map((row, context) -> notice(row))
        .list();
  }

  public static int forget(Handle transaction, Instant before) {
    return transaction
        .createUpdate("DELETE FROM registry.notice WHERE state <> 'WAITING' AND at < :before")
        .bind("before", before)
        .execute();
  }

  private static Webhook webhook(ResultSet row) throws SQLException {
    Set<Event.Kind> kinds = EnumSet.noneOf(Event.Kind.class);
    Arrays.stream((String[]) row.getArray("kinds").getArray())
        .map(Event.Kind::valueOf)
        .forEach(kinds::add);
    return new Webhook(
        row.getObject("id", UUID.class),
        row.getString("namespace"),
        URI.create(row.getString("url")),
        kinds,
        row.getBoolean("signed"),
        row.getTimestamp("created_at").toInstant(),
        row.getString("created_by"));
  }

  private static Notice notice(ResultSet row) throws SQLException {
    return new Notice(
        row.getObject("webhook", UUID.class),
        row.getObject("event", UUID.class),
        row.getString("kind"),
        row.getString("body"),
        row.getTimestamp("at").toInstant(),
        Notice.State.valueOf(row.getString("state")),
        row.getInt("tries"),
        row.getTimestamp("due_at").toInstant(),
        Optional.ofNullable(row.getString("said")));
  }
}
