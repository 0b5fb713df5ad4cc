package redoubt.keys.sql;

import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jdbi.v3.core.Handle;
import redoubt.keys.ImportToken;

/** Import tokens, one an instance. */
public final class ImportTokenRows {
  /** A token whose private key is due to be destroyed. */
  public record Expired(String tenant, UUID id) {}

  private ImportTokenRows() {}

  /** The token, kept from all others until the transaction ends. */
  public static Optional<ImportToken> lock(Handle transaction, String tenant) {
    return transaction
        .createQuery("SELECT * FROM keys.import_token WHERE tenant = :tenant FOR UPDATE")
        .bind("tenant", tenant)
        .map((row, context) ->
            new ImportToken(
                row.getObject("id", UUID.class),
                row.getBytes("public_key"),
                row.getBytes("nonce"),
                KeyRows.instant(row, "created_at"),
                KeyRows.instant(row, "expires_at"),
                row.getInt("max_allowed_retrievals"),
                row.getInt("remaining_retrievals")))
        .findOne();
  }

  /** Makes all who set the token of an instance wait for the end of the transaction. */
  public static void lockSetting(Handle transaction, String tenant) {
    Locks.hold(transaction, "keys.import-token/" + tenant);
  }

  /** Sets the token of an instance; what was opened under the one before is forgotten. */
  public static void set(Handle transaction, String tenant, ImportToken token) {
    transaction
        .createUpdate("DELETE FROM keys.import_token WHERE tenant = :tenant")
        .bind("tenant", tenant)
        .execute();
    transaction
        .createUpdate(
            """
            INSERT INTO keys.import_token (tenant, id, public_key, nonce, created_at, expires_at,
              max_allowed_retrievals, remaining_retrievals)
            VALUES (:tenant, :id, :publicKey, :nonce, :createdAt, :expiresAt, :most, :remaining)
            """)
        .bind("tenant", tenant)
        .bind("id", token.id())
        .bind("publicKey", token.publicKey())
        .bind("nonce", token.nonce())
        .bind("createdAt", token.createdAt())
        .bind("expiresAt", token.expiresAt())
        .bind("most", token.maxAllowedRetrievals())
        .bind("remaining", token.remainingRetrievals())
        .execute();
  }

  /** Counts one retrieval. */
  public static void retrieved(Handle transaction, String tenant) {
    transaction
        .createUpdate(
            """
            UPDATE keys.import_token SET remaining_retrievals = remaining_retrievals - 1
            WHERE tenant = :tenant AND remaining_retrievals > 0
            """)
        .bind("tenant", tenant)
        .execute();
  }

  /** Notes that a parcel was opened; returns whether it was for the first time. */
  public static boolean opened(Handle transaction, String tenant, UUID token, byte[] digest) {
    return transaction
            .createUpdate(
                """
                INSERT INTO keys.import_parcel (tenant, token, digest)
                VALUES (:tenant, :token, :digest) ON CONFLICT DO NOTHING
                """)
            .bind("tenant", tenant)
            .bind("token", token)
            .bind("digest", digest)
            .execute()
        == 1;
  }

  /** Tokens that expired and whose private keys are still there. */
  public static List<Expired> expired(Handle handle, Instant now, int most) {
    return handle
        .createQuery(
            """
            SELECT tenant, id FROM keys.import_token
            WHERE NOT closed AND expires_at <= :now LIMIT :most
            """)
        .bind("now", now)
        .bind("most", most)
        .map(
            (row, context) -> new Expired(row.getString("tenant"), row.getObject("id", UUID.class)))
        .list();
  }

  /** Notes that the private key is gone. */
  public static void close(Handle transaction, Expired token) {
    transaction
        .createUpdate(
            "UPDATE keys.import_token SET closed = true WHERE tenant = :tenant AND id = :id")
        .bind("tenant", token.tenant())
        .bind("id", token.id())
        .execute();
  }
}
