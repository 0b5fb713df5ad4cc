package redoubt.identity;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * What is known of an API key; its secret is not.
 *
 * @param id 16 characters of {@code a-z2-7}; part of the key's text, safe to show and to log
 * @param name for people, 1 to 90 characters, need not be unique
 * @param user id of the user it signs in
 * @param expiresAt from this moment on it and the tokens made from it are refused
 * @param lastUsedAt when a token was last issued for it, coarse to ten minutes but never before it
 *     was made
 */
public record ApiKey(
    String id,
    String name,
    String user,
    Instant createdAt,
    String createdBy,
    Optional<Instant> expiresAt,
    Optional<Instant> lastUsedAt) {
  public ApiKey {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(user, "user");
    Objects.requireNonNull(createdAt, "createdAt");
    Objects.requireNonNull(createdBy, "createdBy");
    Objects.requireNonNull(expiresAt, "expiresAt");
    Objects.requireNonNull(lastUsedAt, "lastUsedAt");
  }

  /** Whether it is refused at that moment. */
  public boolean isExpired(Instant now) {
    return expiresAt.isPresent() && !now.isBefore(expiresAt.get());
  }
}
