package redoubt.web;

import java.util.Map;
import java.util.Set;

/** Port of the web: who stands behind a bearer token. */
@FunctionalInterface
public interface Authenticator {
  /**
   * @throws redoubt.core.Failure of kind UNAUTHENTICATED when the token is malformed, foreign,
   *     expired or revoked
   */
  Principal authenticate(String bearerToken);

  /**
   * What users are called at this moment, by id, for people to read. Those are missing that are
   * gone, and what is no user's id.
   */
  default Map<String, String> names(Set<String> users) {
    return Map.of();
  }

  /**
   * Whether the token is good and signs nobody in: showing it is like showing none. False for
   * anything that {@link #authenticate} refuses for another reason.
   */
  default boolean isVisitors(String bearerToken) {
    return false;
  }
}
