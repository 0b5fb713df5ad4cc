package redoubt.web;

/** Port of the web: who stands behind a bearer token. */
@FunctionalInterface
public interface Authenticator {
  /**
   * @throws redoubt.core.Failure of kind UNAUTHENTICATED when the token is malformed, foreign,
   *     expired or revoked
   */
  Principal authenticate(String bearerToken);

  /**
   * Whether the token is good and signs nobody in: showing it is like showing none. False for
   * anything that {@link #authenticate} refuses for another reason.
   */
  default boolean isVisitors(String bearerToken) {
    return false;
  }
}
