package redoubt.identity;

import java.time.Instant;
import java.util.Objects;

/**
 * What a good token says that is good for all that its user holds.
 *
 * @param id of the token ({@code jti})
 * @param user id of the user it signs in ({@code sub})
 * @param apiKey id of the API key it was issued for ({@code key})
 * @param issuedAt in whole seconds ({@code iat})
 * @param expiresAt from this moment on it is refused ({@code exp})
 */
public record TokenClaims(
    String id, String user, String apiKey, Instant issuedAt, Instant expiresAt) implements Claims {
  public TokenClaims {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(user, "user");
    Objects.requireNonNull(apiKey, "apiKey");
    if (!issuedAt.isBefore(expiresAt)) {
      throw new IllegalArgumentException("a token expires after it was issued");
    }
  }
}
