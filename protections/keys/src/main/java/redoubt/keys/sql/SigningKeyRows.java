package redoubt.keys.sql;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import org.jdbi.v3.core.statement.StatementContext;
import redoubt.keys.signing.SigningAlgorithm;
import redoubt.keys.signing.SigningKey;

/** Table {@code keys.signing_key}. */
public final class SigningKeyRows {
  /** How a row is held until the transaction ends. */
  public enum Hold {
    /** Not at all. */
    NOT(""),
    /** Nobody changes it. */
    SHARED(" FOR SHARE"),
    /** Nobody else changes or holds it. */
    ALONE(" FOR UPDATE");

    private final String clause;

    Hold(String clause) {
      this.clause = clause;
    }
  }

  private SigningKeyRows() {}

  /** Makes all who add keys to an instance wait for the end of the transaction. */
  public static void lockAll(Handle transaction, String tenant) {
    Locks.hold(transaction, "keys.signing/" + tenant);
  }

  /** Returns whether there was none of that name. */
  public static boolean insert(Handle transaction, SigningKey key) {
    return transaction
            .createUpdate(
                """
                INSERT INTO keys.signing_key (tenant, id, ring, name, algorithm, public_key, chain,
                  enabled, created_at, created_by)
                VALUES (:tenant, :id, :ring, :name, :algorithm, :public, :chain, :enabled, :at, :by)
                ON CONFLICT (tenant, name) DO NOTHING
                """)
            .bind("tenant", key.tenant())
            .bind("id", key.id())
            .bind("ring", key.ring())
            .bind("name", key.name())
            .bind("algorithm", key.algorithm().word())
            .bind("public", key.spki())
            .bind("chain", key.chain().orElse(null))
            .bind("enabled", key.enabled())
            .bind("at", key.createdAt())
            .bind("by", key.createdBy())
            .execute()
        == 1;
  }

  /** By name. */
  public static List<SigningKey> all(Handle handle, String tenant) {
    return handle
        .createQuery("SELECT * FROM keys.signing_key WHERE tenant = :tenant ORDER BY name")
        .bind("tenant", tenant)
        .map(SigningKeyRows::key)
        .list();
  }

  public static Optional<SigningKey> find(Handle handle, String tenant, UUID id, Hold hold) {
    return handle
        .createQuery(
            "SELECT * FROM keys.signing_key WHERE tenant = :tenant AND id = :id" + hold.clause)
        .bind("tenant", tenant)
        .bind("id", id)
        .map(SigningKeyRows::key)
        .findOne();
  }

  public static Optional<SigningKey> find(Handle handle, String tenant, String name) {
    return handle
        .createQuery("SELECT * FROM keys.signing_key WHERE tenant = :tenant AND name = :name")
        .bind("tenant", tenant)
        .bind("name", name)
        .map(SigningKeyRows::key)
        .findOne();
  }

  /** Writes what of a key can change: its chain, and whether it is enabled. */
  public static void update(Handle transaction, SigningKey key) {
    transaction
        .createUpdate(
            """
            UPDATE keys.signing_key SET chain = :chain, enabled = :enabled
            WHERE tenant = :tenant AND id = :id
            """)
        .bind("tenant", key.tenant())
        .bind("id", key.id())
        .bind("chain", key.chain().orElse(null))
        .bind("enabled", key.enabled())
        .execute();
  }

  public static void delete(Handle transaction, SigningKey key) {
    transaction
        .createUpdate("DELETE FROM keys.signing_key WHERE tenant = :tenant AND id = :id")
        .bind("tenant", key.tenant())
        .bind("id", key.id())
        .execute();
  }

  private static SigningKey key(ResultSet row, StatementContext context) throws SQLException {
    return new SigningKey(
        row.getString("tenant"),
        row.getObject("id", UUID.class),
        row.getString("ring"),
        row.getString("name"),
        SigningAlgorithm.of(row.getString("algorithm")).orElseThrow(),
        row.getBytes("public_key"),
        Optional.ofNullable(row.getString("chain")),
        row.getBoolean("enabled"),
        KeyRows.instant(row, "created_at"),
        row.getString("created_by"));
  }
}
