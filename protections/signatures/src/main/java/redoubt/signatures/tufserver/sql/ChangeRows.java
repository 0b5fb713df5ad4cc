package redoubt.signatures.tufserver.sql;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import redoubt.signatures.tufserver.TrustChange;
import redoubt.signatures.tufserver.TrustPlace;
import redoubt.signatures.tufserver.TrustReader;

/** Table {@code signatures.tuf_change}. */
public final class ChangeRows {
  private ChangeRows() {}

  public static void insert(
      Handle transaction,
      TrustPlace place,
      int version,
      String sha256,
      String category,
      Instant now) {
    transaction
        .createUpdate(
            """
            INSERT INTO signatures.tuf_change (instance, gun, repository, version, sha256, category, at)
            VALUES (:instance, :gun, :repository, :version, :sha256, :category, :now)
            """)
        .bind("instance", place.instance())
        .bind("gun", place.gun())
        .bind("repository", place.repository())
        .bind("version", version)
        .bind("sha256", sha256)
        .bind("category", category)
        .bind("now", now)
        .execute();
  }

  /** Nothing is kept of an instance that ends. */
  public static void forget(Handle transaction, String instance) {
    transaction
        .createUpdate("DELETE FROM signatures.tuf_change WHERE instance = :instance")
        .bind("instance", instance)
        .execute();
  }

  /**
   * Changes in the order of their ids.
   *
   * @param gun of this repository alone, if there is one
   * @param from those after it, or those before it when {@code backwards}
   */
  public static List<TrustChange> of(
      Handle handle,
      TrustReader reader,
      Optional<String> gun,
      long from,
      boolean backwards,
      int limit) {
    String order = backwards ? "id < :from" : "id > :from";
    return handle
        .createQuery(
            """
            SELECT * FROM (
              SELECT id, at, gun, version, sha256, category FROM signatures.tuf_change
              WHERE instance = :instance AND %s
                AND (CAST(:gun AS text) IS NULL OR gun = :gun)
                AND (:all OR split_part(repository, '/', 1) = ANY (:namespaces)
                  OR repository = ANY (:repositories))
              ORDER BY id %s LIMIT :limit) page ORDER BY id
            """
                .formatted(order, backwards ? "DESC" : "ASC"))
        .bind("instance", reader.instance())
        .bind("from", from)
        .bind("gun", gun.orElse(null))
        .bind("all", reader.all())
        .bindArray("namespaces", String.class, reader.namespaces())
        .bindArray("repositories", String.class, reader.repositories())
        .bind("limit", limit)
        .map((row, context) -> change(row))
        .list();
  }

  private static TrustChange change(ResultSet row) throws SQLException {
    return new TrustChange(
        row.getLong("id"),
        row.getTimestamp("at").toInstant(),
        row.getString("gun"),
        row.getInt("version"),
        row.getString("sha256"),
        row.getString("category"));
  }
}
