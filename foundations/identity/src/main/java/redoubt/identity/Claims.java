package redoubt.identity;

import java.time.Instant;

/** What a good token says. */
sealed interface Claims permits TokenClaims, NarrowClaims {
  /** Of the token ({@code jti}). */
  String id();

  /** In whole seconds ({@code iat}). */
  Instant issuedAt();

  /** From this moment on it is refused ({@code exp}). */
  Instant expiresAt();
}
