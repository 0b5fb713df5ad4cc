package redoubt.encryption.sql;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Update;
import redoubt.encryption.migrate.Aim;
import redoubt.encryption.migrate.Counts;
import redoubt.encryption.migrate.Means;
import redoubt.encryption.migrate.Migration;
import redoubt.encryption.migrate.Task;
import redoubt.encryption.migrate.Way;

/** Table {@code encryption.migration}. */
public final class MigrationRows {
  private static final String LAST =
      """
      SELECT * FROM encryption.migration WHERE tenant = :tenant AND cluster = :cluster
      ORDER BY started_at DESC, id LIMIT 1
      """;

  private MigrationRows() {}

  public static void insert(Handle transaction, Migration migration) {
    bind(
            transaction.createUpdate(
                """
                INSERT INTO encryption.migration (tenant, cluster, id, state, decrypting, generation, resources, since,
                  position, from_token, total, rewritten, by_others, gone, unchanged, rate, failure, started_at,
                  started_by, updated_at, means, task, task_phase, task_since, task_rewritten, task_unchanged)
                VALUES (:tenant, :cluster, :id, :state, :decrypting, :generation, :resources, :since,
                  :position, :from, :total, :rewritten, :byOthers, :gone, :unchanged, :rate, :failure, :startedAt,
                  :startedBy, :updatedAt, :means, :task, :taskPhase, :taskSince, :taskRewritten, :taskUnchanged)
                """),
            migration)
        .bind("startedAt", migration.startedAt())
        .bind("startedBy", migration.startedBy())
        .execute();
  }

  public static void update(Handle transaction, Migration migration) {
    bind(
            transaction.createUpdate(
                """
                UPDATE encryption.migration SET state = :state, generation = :generation,
                  decrypting = :decrypting, resources = :resources, since = :since,
                  position = :position, from_token = :from, total = :total, rewritten = :rewritten,
                  by_others = :byOthers, gone = :gone, unchanged = :unchanged, rate = :rate,
                  failure = :failure, updated_at = :updatedAt, means = :means, task = :task,
                  task_phase = :taskPhase, task_since = :taskSince,
                  task_rewritten = :taskRewritten, task_unchanged = :taskUnchanged
                WHERE tenant = :tenant AND cluster = :cluster AND id = :id
                """),
            migration)
        .execute();
  }

  private static Update bind(Update update, Migration migration) {
    return update
        .bind("tenant", migration.tenant())
        .bind("cluster", migration.cluster())
        .bind("id", migration.id())
        .bind("state", word(migration.state()))
        .bind("position", migration.position())
        .bind("from", migration.from().orElse(null))
        .bind("total", migration.total())
        .bind("rewritten", migration.counts().rewritten())
        .bind("byOthers", migration.counts().byOthers())
        .bind("gone", migration.counts().gone())
        .bind("unchanged", migration.counts().unchanged())
        .bind("rate", migration.rate())
        .bind("generation", migration.aim().generation())
        .bind("decrypting", migration.decrypting())
        .bind("since", migration.aim().since())
        .bindArray("resources", String.class, migration.resources())
        .bind("failure", migration.failure().orElse(null))
        .bind("means", migration.way().means().word())
        .bind("task", migration.way().task().map(Task::name).orElse(null))
        .bind("taskPhase", migration.way().task().map(task -> word(task.phase())).orElse(null))
        .bind("taskSince", migration.way().task().map(Task::since).orElse(null))
        .bind("taskRewritten", counted(migration).rewritten())
        .bind("taskUnchanged", counted(migration).unchanged())
        .bind("updatedAt", migration.updatedAt());
  }

  public static Optional<Migration> last(Handle handle, String tenant, UUID cluster) {
    return handle
        .createQuery(LAST)
        .bind("tenant", tenant)
        .bind("cluster", cluster)
        .map((row, context) -> migration(row))
        .findOne();
  }

  /** The last one; no other is begun or changed until the transaction ends. */
  public static Optional<Migration> lockLast(Handle transaction, String tenant, UUID cluster) {
    // The cluster's row orders those who begin one where there is none yet.
    Optional<UUID> _ =
        transaction
            .createQuery(
                "SELECT id FROM encryption.cluster WHERE tenant = :tenant AND id = :id FOR UPDATE")
            .bind("tenant", tenant)
            .bind("id", cluster)
            .mapTo(UUID.class)
            .findOne();
    return last(transaction, tenant, cluster);
  }

  public static Optional<Migration> find(Handle handle, String tenant, UUID id) {
    return handle
        .createQuery("SELECT * FROM encryption.migration WHERE tenant = :tenant AND id = :id")
        .bind("tenant", tenant)
        .bind("id", id)
        .map((row, context) -> migration(row))
        .findOne();
  }

  /** A task of a migration that is in the cluster no more. */
  public static void forget(Handle transaction, String tenant, UUID id, Task left) {
    transaction
        .createUpdate(
            """
            UPDATE encryption.migration SET task = NULL, task_phase = NULL, task_since = NULL
            WHERE tenant = :tenant AND id = :id AND task = :task
            """)
        .bind("tenant", tenant)
        .bind("id", id)
        .bind("task", left.name())
        .execute();
  }

  /**
   * What runs, and what has ended and left something in its cluster; of all tenants, first what was
   * not gone on with for longest.
   */
  public static List<Migration> unfinished(Handle handle) {
    return handle
        .createQuery(
            """
            SELECT * FROM encryption.migration WHERE state = 'running' OR task_phase = 'over'
            ORDER BY updated_at, id
            """)
        .map((row, context) -> migration(row))
        .list();
  }

  private static Counts counted(Migration migration) {
    return migration.way().task().map(Task::counted).orElse(Counts.NONE);
  }

  private static String word(Enum<?> constant) {
    return constant.name().toLowerCase(Locale.ROOT);
  }

  private static Way way(ResultSet row) throws SQLException {
    String task = row.getString("task");
    return new Way(
        Means.of(row.getString("means")).orElseThrow(),
        task == null
            ? Optional.empty()
            : Optional.of(
                new Task(
                    task,
                    Task.Phase.valueOf(row.getString("task_phase").toUpperCase(Locale.ROOT)),
                    row.getTimestamp("task_since").toInstant(),
                    new Counts(
                        row.getLong("task_rewritten"), 0, 0, row.getLong("task_unchanged")))));
  }

  private static Migration migration(ResultSet row) throws SQLException {
    return new Migration(
        row.getString("tenant"),
        row.getObject("cluster", UUID.class),
        row.getObject("id", UUID.class),
        Migration.State.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
        new Aim(
            row.getBoolean("decrypting"),
            row.getLong("generation"),
            List.of((String[]) row.getArray("resources").getArray()),
            row.getTimestamp("since").toInstant()),
        way(row),
        row.getInt("position"),
        Optional.ofNullable(row.getString("from_token")),
        row.getLong("total"),
        new Counts(
            row.getLong("rewritten"),
            row.getLong("by_others"),
            row.getLong("gone"),
            row.getLong("unchanged")),
        row.getInt("rate"),
        Optional.ofNullable(row.getString("failure")),
        row.getTimestamp("started_at").toInstant(),
        row.getString("started_by"),
        row.getTimestamp("updated_at").toInstant());
  }
}
