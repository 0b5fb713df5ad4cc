package redoubt.registry.sql;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import redoubt.core.Migrations;
import redoubt.registry.Namespace;
import redoubt.registry.TagPatterns;

/** Table {@code registry.namespace}. */
public final class NamespaceRows {
  /** The tables of the room. */
  public static final Migrations MIGRATIONS = new Migrations("registry", "redoubt/registry/sql");

  private static final String SELECT =
      """
      SELECT n.*, EXISTS (SELECT FROM registry.upstream u WHERE u.namespace = n.name) AS mirrored
      FROM registry.namespace n
      """;

  private NamespaceRows() {}

  /** Returns whether the name was free. */
  public static boolean insert(Handle transaction, Namespace namespace) {
    return transaction
            .createUpdate(
                """
                INSERT INTO registry.namespace (name, instance, anonymous_pull, immutable_tags, created_at, created_by)
                VALUES (:name, :instance, :anonymousPull, :immutableTags, :createdAt, :createdBy)
                ON CONFLICT (name) DO NOTHING
                """)
            .bind("name", namespace.name())
            .bind("instance", namespace.instance())
            .bind("anonymousPull", namespace.anonymousPull())
            .bind("immutableTags", namespace.immutableTags().toString())
            .bind("createdAt", namespace.createdAt())
            .bind("createdBy", namespace.createdBy())
            .execute()
        == 1;
  }

  public static long count(Handle handle, String instance) {
    return handle
        .createQuery("SELECT count(*) FROM registry.namespace WHERE instance = :instance")
        .bind("instance", instance)
        .mapTo(Long.class)
        .one();
  }

  public static Optional<Namespace> find(Handle handle, String name) {
    return handle
        .createQuery(SELECT + "WHERE n.name = :name")
        .bind("name", name)
        .map((row, context) -> namespace(row))
        .findOne();
  }

  /** The namespace of the instance; nobody changes it or makes a repository in it meanwhile. */
  public static Optional<Namespace> lock(Handle transaction, String instance, String name) {
    return transaction
        .createQuery(SELECT + "WHERE n.name = :name AND n.instance = :instance FOR UPDATE OF n")
        .bind("name", name)
        .bind("instance", instance)
        .map((row, context) -> namespace(row))
        .findOne();
  }

  /** Changes what holds for a namespace that the transaction has locked. */
  public static void change(Handle transaction, Namespace namespace) {
    transaction
        .createUpdate(
            """
            UPDATE registry.namespace SET anonymous_pull = :anonymousPull, immutable_tags = :immutableTags
            WHERE name = :name
            """)
        .bind("anonymousPull", namespace.anonymousPull())
        .bind("immutableTags", namespace.immutableTags().toString())
        .bind("name", namespace.name())
        .execute();
  }

  /** Tags of a namespace that are neither moved nor deleted. */
  public static TagPatterns immutableTags(Handle handle, String name) {
    return handle
        .createQuery("SELECT immutable_tags FROM registry.namespace WHERE name = :name")
        .bind("name", name)
        .mapTo(String.class)
        .findOne()
        .map(TagPatterns::parse)
        .orElse(TagPatterns.NONE);
  }

  public static void delete(Handle transaction, String name) {
    transaction
        .createUpdate("DELETE FROM registry.namespace WHERE name = :name")
        .bind("name", name)
        .execute();
  }

  static Namespace namespace(ResultSet row) throws SQLException {
    return new Namespace(
        row.getString("name"),
        row.getString("instance"),
        row.getBoolean("anonymous_pull"),
        TagPatterns.parse(row.getString("immutable_tags")),
        row.getBoolean("mirrored"),
        row.getTimestamp("created_at").toInstant(),
        row.getString("created_by"));
  }
}
