package redoubt.registry.sql;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import redoubt.oci.RepositoryName;
import redoubt.registry.access.Robot;
import redoubt.web.Role;

/** Table {@code registry.robot}. */
public final class RobotRows {
  private RobotRows() {}

  /** Returns false when the namespace has one of that name. */
  public static boolean insert(Handle transaction, Robot robot) {
    return transaction
            .createUpdate(
                """
                INSERT INTO registry.robot (namespace, name, repository, role, expires_at, created_at, created_by)
                VALUES (:namespace, :name, :repository, :role, :expiresAt, :createdAt, :createdBy)
                ON CONFLICT DO NOTHING
                """)
            .bind("namespace", robot.namespace())
            .bind("name", robot.name())
            .bind("repository", robot.repository().map(RepositoryName::text).orElse(null))
            .bind("role", robot.role().name())
            .bind("expiresAt", robot.expiresAt())
            .bind("createdAt", robot.createdAt())
            .bind("createdBy", robot.createdBy())
            .execute()
        == 1;
  }

  public static int count(Handle handle, String namespace) {
    return handle
        .createQuery("SELECT count(*) FROM registry.robot WHERE namespace = :namespace")
        .bind("namespace", namespace)
        .mapTo(Integer.class)
        .one();
  }

  /** Names of the accounts of a namespace's robots, in order. */
  public static List<String> accounts(Handle handle, String namespace) {
    return handle
        .createQuery(
            """
            SELECT r.*, n.instance FROM registry.robot r JOIN registry.namespace n ON n.name = r.namespace
            WHERE r.namespace = :namespace ORDER BY r.name COLLATE "C"
            """)
        .bind("namespace", namespace)
        .map((row, context) -> robot(row).account())
        .list();
  }

  /** Those of an instance, by namespace and name. */
  public static List<Robot> of(Handle handle, String instance) {
    return handle
        .createQuery(
            """
            SELECT r.*, n.instance FROM registry.robot r JOIN registry.namespace n ON n.name = r.namespace
            WHERE n.instance = :instance ORDER BY r.namespace COLLATE "C", r.name COLLATE "C"
            """)
        .bind("instance", instance)
        .map((row, context) -> robot(row))
        .list();
  }

  /** Returns whether there was one. */
  public static boolean delete(Handle transaction, Robot robot) {
    return transaction
            .createUpdate(
                "DELETE FROM registry.robot WHERE namespace = :namespace AND name = :name")
            .bind("namespace", robot.namespace())
            .bind("name", robot.name())
            .execute()
        == 1;
  }

  private static Robot robot(ResultSet row) throws SQLException {
    return new Robot(
        row.getString("name"),
        row.getString("instance"),
        row.getString("namespace"),
        Optional.ofNullable(row.getString("repository")).map(RepositoryName::new),
        Role.valueOf(row.getString("role")),
        row.getTimestamp("expires_at").toInstant(),
        row.getTimestamp("created_at").toInstant(),
        row.getString("created_by"));
  }
}
