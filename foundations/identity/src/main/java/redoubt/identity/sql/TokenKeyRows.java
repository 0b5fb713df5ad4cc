package redoubt.identity.sql;

import java.time.Instant;
import java.util.Optional;
import org.jdbi.v3.core.Handle;

/** Table {@code identity.token_keys}. */
public final class TokenKeyRows {
  /** A key that signs tokens, and the issuer that the tokens name. */
  public record Row(String kid, String issuer) {}

  private TokenKeyRows() {}

  public static Optional<Row> current(Handle handle) {
    return handle
        .createQuery("select kid, issuer from identity.token_keys where current")
        .map((row, context) -> new Row(row.getString("kid"), row.getString("issuer")))
        .findOne();
  }

  /** Makes it the current one in place of what was. */
  public static void replace(Handle transaction, Row row, Instant at) {
    transaction
        .createUpdate("update identity.token_keys set current = false where current")
        .execute();
    transaction
        .createUpdate(
            """
            insert into identity.token_keys (kid, issuer, created_at, current)
            values (:kid, :issuer, :at, true)
            """)
        .bind("kid", row.kid())
        .bind("issuer", row.issuer())
        .bind("at", at)
        .execute();
  }
}
