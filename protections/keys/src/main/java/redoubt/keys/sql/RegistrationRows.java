package redoubt.keys.sql;

import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.Query;
import redoubt.keys.Registration;

/** Registrations of keys. */
public final class RegistrationRows {
  private static final String FROM =
      """
      FROM keys.registration r
      JOIN keys.key k ON k.tenant = r.tenant AND k.id = r.key
      LEFT JOIN keys.version v ON v.tenant = r.tenant AND v.key = r.key AND v.id = r.key_version
      WHERE r.tenant = :tenant
        AND (CAST(:key AS uuid) IS NULL OR r.key = :key)
        AND (CAST(:like AS text) IS NULL OR r.resource_crn LIKE :like ESCAPE '!')
        AND (CAST(:prevents AS boolean) IS NULL OR r.prevent_key_deletion = :prevents)
        AND (:allRings OR k.ring = ANY (:rings))
      """;

  /**
   * Which registrations to find.
   *
   * @param like pattern of SQL, escaped by an exclamation mark
   * @param rings those to look in; empty for all
   */
  public record Wanted(
      Optional<UUID> key,
      Optional<String> like,
      Optional<Boolean> preventsDeletion,
      Optional<? extends Collection<String>> rings) {}

  private RegistrationRows() {}

  /** By key and resource. */
  public static List<Registration> find(
      Handle handle, String tenant, Wanted wanted, int limit, int offset) {
    Query query =
        handle.createQuery(
            """
            SELECT r.*, k.name AS key_name, k.ring AS key_ring, v.created_at AS version_created_at
            """
                + FROM
                + "ORDER BY r.key, r.resource_crn LIMIT :limit OFFSET :offset");
    return bind(query, tenant, wanted)
        .bind("limit", limit)
        .bind("offset", offset)
        .map((row, context) ->
            new Registration(
                row.getObject("key", UUID.class),
                row.getString("key_name"),
                row.getString("key_ring"),
                row.getString("resource_crn"),
                row.getBoolean("prevent_key_deletion"),
                Optional.ofNullable(row.getString("description")),
                Optional.ofNullable(row.getString("metadata")),
                version(row),
                KeyRows.instant(row, "created_at"),
                row.getString("created_by"),
                KeyRows.instant(row, "updated_at"),
                row.getString("updated_by")))
        .list();
  }

  private static Optional<Registration.Version> version(java.sql.ResultSet row)
      throws java.sql.SQLException {
    UUID id = row.getObject("key_version", UUID.class);
    return KeyRows.optional(row, "version_created_at").map(at -> new Registration.Version(id, at));
  }

  public static int count(Handle handle, String tenant, Wanted wanted) {
    return bind(handle.createQuery("SELECT count(*) " + FROM), tenant, wanted)
        .mapTo(Integer.class)
        .one();
  }

  private static Query bind(Query query, String tenant, Wanted wanted) {
    return query
        .bind("tenant", tenant)
        .bind("key", wanted.key().orElse(null))
        .bind("like", wanted.like().orElse(null))
        .bind("prevents", wanted.preventsDeletion().orElse(null))
        .bind("allRings", wanted.rings().isEmpty())
        .bindArray(
            "rings",
            String.class,
            wanted.rings().<Object[]>map(Collection::toArray).orElse(new Object[0]));
  }

  /** The registration of one resource with one key. */
  public static Optional<Registration> find(
      Handle handle, String tenant, UUID key, String resource) {
    Wanted wanted =
        new Wanted(
            Optional.of(key), Optional.of(literal(resource)), Optional.empty(), Optional.empty());
    return find(handle, tenant, wanted, 1, 0).stream().findFirst();
  }

  /** A pattern that matches just this text. */
  public static String literal(String text) {
    return text.replace("!", "!!").replace("%", "!%").replace("_", "!_");
  }

  /** Writes a registration, over the one there is. */
  public static void put(Handle transaction, String tenant, Registration registration) {
    transaction
        .createUpdate(
            """
            INSERT INTO keys.registration (tenant, key, resource_crn, prevent_key_deletion,
              description, metadata, key_version, created_at, created_by, updated_at, updated_by)
            VALUES (:tenant, :key, :resource, :prevents, :description, :metadata, :version,
              :createdAt, :createdBy, :updatedAt, :updatedBy)
            ON CONFLICT (tenant, key, resource_crn) DO UPDATE
              SET prevent_key_deletion = :prevents, description = :description,
                  metadata = :metadata, key_version = :version, updated_at = :updatedAt,
                  updated_by = :updatedBy
            """)
        .bind("tenant", tenant)
        .bind("key", registration.key())
        .bind("resource", registration.resource())
        .bind("prevents", registration.preventsDeletion())
        .bind("description", registration.description().orElse(null))
        .bind("metadata", registration.metadata().orElse(null))
        .bind("version", registration.version().map(Registration.Version::id).orElse(null))
        .bind("createdAt", registration.createdAt())
        .bind("createdBy", registration.createdBy())
        .bind("updatedAt", registration.updatedAt())
        .bind("updatedBy", registration.updatedBy())
        .execute();
  }

  public static void delete(Handle transaction, String tenant, UUID key, String resource) {
    transaction
        .createUpdate(
            """
            DELETE FROM keys.registration
            WHERE tenant = :tenant AND key = :key AND resource_crn = :resource
            """)
        .bind("tenant", tenant)
        .bind("key", key)
        .bind("resource", resource)
        .execute();
  }

  /** Drops all registrations of a key. */
  public static void deleteAll(Handle transaction, String tenant, UUID key) {
    transaction
        .createUpdate("DELETE FROM keys.registration WHERE tenant = :tenant AND key = :key")
        .bind("tenant", tenant)
        .bind("key", key)
        .execute();
  }
}
