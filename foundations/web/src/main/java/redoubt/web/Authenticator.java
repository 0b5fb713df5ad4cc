package redoubt.web;

/** Port of the web: who stands behind a bearer token. */
@FunctionalInterface
public interface Authenticator {
  /**
   * @throws redoubt.core.Failure of kind UNAUTHENTICATED when the token is malformed, foreign,
   *     expired or revoked
   */
  Principal authenticate(String bearerToken);
}
