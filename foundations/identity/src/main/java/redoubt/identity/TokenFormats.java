package redoubt.identity;

import com.nimbusds.jose.jwk.ECKey;
import java.time.Instant;
import redoubt.core.Failure;

/** The tokens of one signing key, of both kinds; none is read as one of the other. */
record TokenFormats(TokenFormat whole, NarrowFormat narrow) {
  static TokenFormats of(ECKey key, String issuer) {
    return new TokenFormats(new TokenFormat(key, issuer), new NarrowFormat(key, issuer));
  }

  /**
   * @throws Failure {@code identity.bad-token}, {@code identity.token-expired}, {@code
   *     identity.token-from-the-future}
   */
  Claims verify(String token, Instant now) {
    Claims claims = read(token);
    TokenFormat.checkTime(claims, now);
    return claims;
  }

  /**
   * What a token says, whatever the time.
   *
   * @throws Failure {@code identity.bad-token} and nothing else
   */
  Claims read(String token) {
    return narrow.isOfThisKind(token) ? narrow.read(token) : whole.read(token);
  }
}
