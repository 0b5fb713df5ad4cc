package redoubt.identity.sql;

import java.time.Duration;
import java.time.Instant;
import java.util.Set;
import org.jdbi.v3.core.Handle;

/** Table {@code identity.ended_tokens}. */
public final class EndedTokenRows {
  /** How long a row outlives its token, for clocks that jump forward and are set back. */
  public static final Duration KEPT = Duration.ofDays(1);

  private EndedTokenRows() {}

  /** Ids of the tokens of an API key that were ended. */
  public static Set<String> of(Handle handle, String apiKey) {
    return handle
        .createQuery("select id from identity.ended_tokens where apikey = :apikey")
        .bind("apikey", apiKey)
        .mapTo(String.class)
        .set();
  }

  /** Ends a token, and forgets those that expired {@link #KEPT} ago; false if it had ended. */
  public static boolean end(
      Handle transaction, String id, String apiKey, Instant expiresAt, Instant now) {
    transaction
        .createUpdate("delete from identity.ended_tokens where expires_at < :before")
        .bind("before", now.minus(KEPT))
        .execute();
    return transaction
            .createUpdate(
                """
                insert into identity.ended_tokens (id, apikey, expires_at)
                select :id, id, :expiresAt from identity.apikeys where id = :apikey
                on conflict do nothing
                """)
            .bind("id", id)
            .bind("apikey", apiKey)
            .bind("expiresAt", expiresAt)
            .execute()
        == 1;
  }
}
