package redoubt.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import java.time.Instant;
import redoubt.core.Failure;
import redoubt.fuzz.ParserFuzz;

/**
 * Nobody but the holder of the key can make a token: whatever is sent, only the one that was signed
 * is taken. In an input {@code H}, {@code P} and {@code S} between dollar signs stand for the
 * genuine token's header, payload and signature.
 */
final class TokenFuzz extends ParserFuzz {
  private static final Instant NOW = Instant.parse("2026-11-22T00:00:00Z");
  private static final TokenFormat FORMAT = format();
  private static final String GENUINE =
      FORMAT.sign(new TokenClaims("id", "user", "key", NOW, NOW.plus(TokenFormat.LIFE)));

  private static TokenFormat format() {
    try {
      return new TokenFormat(
          new ECKeyGenerator(Curve.P_256).keyIDFromThumbprint(true).generate(), "urn:uuid:test");
    } catch (JOSEException e) {
      throw new AssertionError(e);
    }
  }

  @Override
  protected void check(byte[] input) {
    String[] parts = GENUINE.split("\\.", -1);
    String token =
        text(input).replace("$H$", parts[0]).replace("$P$", parts[1]).replace("$S$", parts[2]);
    try {
      FORMAT.verify(token, NOW);
      if (!token.equals(GENUINE)) {
        throw new AssertionError("a token that was not signed is taken");
      }
    } catch (Failure refused) {
      expect(refused, "identity.bad-token");
    }
  }
}
