package redoubt.keys.life;

import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import redoubt.keys.Key;

/** What the ledger says of keys that expire. */
public final class Expiry {
  private Expiry() {}

  /** {@code daysToKeyExpire}, whole days and never below 0; nothing for a key without a date. */
  public static Map<String, String> details(Key key, Instant now) {
    return key.expiresAt()
        .map(at ->
            Map.of(
                "daysToKeyExpire", String.valueOf(Math.max(0, Duration.between(now, at).toDays()))))
        .orElse(Map.of());
  }
}
