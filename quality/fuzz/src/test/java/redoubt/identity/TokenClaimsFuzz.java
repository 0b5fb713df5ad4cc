package redoubt.identity;

import static org.assertj.core.api.Assertions.assertThat;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.JOSEObjectType;
import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import java.time.Instant;
import redoubt.core.Failure;
import redoubt.fuzz.ParserFuzz;

/**
 * Even what the genuine key signed is taken only as claims of this issuer, for an hour, now: the
 * input is the payload.
 */
final class TokenClaimsFuzz extends ParserFuzz {
  private static final Instant NOW = Instant.parse("2026-11-22T00:00:00Z");
  private static final ECKey KEY = key();
  private static final TokenFormat FORMAT = new TokenFormat(KEY, "urn:uuid:test");

  private static ECKey key() {
    try {
      return new ECKeyGenerator(Curve.P_256).keyIDFromThumbprint(true).generate();
    } catch (JOSEException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  protected void check(byte[] input) {
    try {
      TokenClaims claims = FORMAT.verify(signed(input), NOW);
      assertThat(claims.issuedAt().plus(TokenFormat.LIFE)).isEqualTo(claims.expiresAt());
      assertThat(claims.expiresAt()).isAfter(NOW);
      assertThat(claims.issuedAt()).isBeforeOrEqualTo(NOW.plus(TokenFormat.SKEW));
    } catch (Failure refused) {
      expect(
          refused,
          "identity.bad-token",
          "identity.token-expired",
          "identity.token-from-the-future");
    }
  }

  private static String signed(byte[] payload) {
    JWSObject token =
        new JWSObject(
            new JWSHeader.Builder(JWSAlgorithm.ES256)
                .type(JOSEObjectType.JWT)
                .keyID(KEY.getKeyID())
                .build(),
            new Payload(payload));
    try {
      token.sign(new ECDSASigner(KEY));
    } catch (JOSEException e) {
      throw new AssertionError(e);
    }
    return token.serialize();
  }
}
