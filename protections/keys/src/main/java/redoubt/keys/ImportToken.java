package redoubt.keys;

import java.time.Instant;
import java.util.UUID;

/**
 * A token as it was made; its private key is in the vault.
 *
 * @param publicKey DER of a SubjectPublicKeyInfo (RFC 5280)
 * @param nonce 12 bytes
 * @param remainingRetrievals how often it can still be fetched
 */
@SuppressWarnings("ArrayRecordComponent") // Read from the database for one call; never compared.
public record ImportToken(
    UUID id,
    byte[] publicKey,
    byte[] nonce,
    Instant createdAt,
    Instant expiresAt,
    int maxAllowedRetrievals,
    int remainingRetrievals) {
  /** Whether nothing can be imported under it any more. */
  public boolean isExpired(Instant now) {
    return !now.isBefore(expiresAt);
  }
}
