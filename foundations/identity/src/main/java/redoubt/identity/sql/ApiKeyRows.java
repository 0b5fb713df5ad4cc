package redoubt.identity.sql;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jdbi.v3.core.Handle;
import redoubt.identity.ApiKey;

/** Table {@code identity.apikeys}. User ids that are given here are well-formed uuids. */
public final class ApiKeyRows {
  private static final String COLUMNS =
      "id, user_id, name, created_at, created_by, expires_at, last_used_at";

  /** A key and the digest of its text. */
  @SuppressWarnings("ArrayRecordComponent")
  public record Stored(ApiKey apiKey, byte[] digest) {
    @Override
    public String toString() {
      return "Stored[" + apiKey.id() + "]";
    }
  }

  private ApiKeyRows() {}

  public static void insert(Handle handle, ApiKey apiKey, byte[] digest) {
    handle
        .createUpdate(
            """
            insert into identity.apikeys
              (id, user_id, name, digest, created_at, created_by, expires_at)
            values (:id, cast(:user as uuid), :name, :digest, :createdAt, :createdBy, :expiresAt)
            """)
        .bind("id", apiKey.id())
        .bind("user", apiKey.user())
        .bind("name", apiKey.name())
        .bind("digest", digest)
        .bind("createdAt", apiKey.createdAt())
        .bind("createdBy", apiKey.createdBy())
        .bindByType("expiresAt", apiKey.expiresAt().orElse(null), Instant.class)
        .execute();
  }

  public static Optional<Stored> findStored(Handle handle, String id) {
    return handle
        .createQuery("select " + COLUMNS + ", digest from identity.apikeys where id = :id")
        .bind("id", id)
        .map((row, context) -> new Stored(apiKey(row), row.getBytes("digest")))
        .findOne();
  }

  public static Optional<ApiKey> find(Handle handle, String id) {
    return handle
        .createQuery("select " + COLUMNS + " from identity.apikeys where id = :id")
        .bind("id", id)
        .map((row, context) -> apiKey(row))
        .findOne();
  }

  /** Oldest first. */
  public static List<ApiKey> of(Handle handle, String user) {
    return handle
        .createQuery(
            "select "
                + COLUMNS
                + " from identity.apikeys where user_id = cast(:user as uuid) order by seq")
        .bind("user", user)
        .map((row, context) -> apiKey(row))
        .list();
  }

  /** Returns whether there was one. */
  public static boolean delete(Handle transaction, String id) {
    return transaction
            .createUpdate("delete from identity.apikeys where id = :id")
            .bind("id", id)
            .execute()
        == 1;
  }

  public static void used(Handle transaction, String id, Instant at) {
    transaction
        .createUpdate("update identity.apikeys set last_used_at = :at where id = :id")
        .bind("id", id)
        .bind("at", at)
        .execute();
  }

  private static ApiKey apiKey(ResultSet row) throws SQLException {
    return new ApiKey(
        row.getString("id"),
        row.getString("name"),
        row.getString("user_id"),
        Times.at(row, "created_at"),
        row.getString("created_by"),
        Times.maybe(row, "expires_at"),
        Times.maybe(row, "last_used_at"));
  }
}
