package redoubt.identity;

import com.nimbusds.jose.JOSEException;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import redoubt.core.Failure;
import redoubt.fuzz.ParserFuzz;

/**
 * Tokens of the registry: whatever is sent, only the one that was signed is taken, and no whole
 * token in its place. In an input {@code H}, {@code P} and {@code S} between dollar signs stand for
 * the genuine token's header, payload and signature, {@code W} for a whole token of the same key.
 */
final class NarrowTokenFuzz extends ParserFuzz {
  private static final Instant NOW = Instant.parse("2026-11-22T00:00:00Z");
  private static final String ISSUER = "urn:uuid:test";
  private static final NarrowFormat FORMAT;
  private static final String GENUINE;
  private static final String WHOLE;

  static {
    try {
      var key = new ECKeyGenerator(Curve.P_256).keyIDFromThumbprint(true).generate();
      FORMAT = new NarrowFormat(key, ISSUER);
      WHOLE =
          new TokenFormat(key, ISSUER)
              .sign(new TokenClaims("id", "user", "key", NOW, NOW.plus(TokenFormat.LIFE)));
    } catch (JOSEException e) {
      throw new AssertionError(e);
    }
    GENUINE =
        FORMAT.sign(
            new NarrowClaims(
                "id",
                Optional.of(new NarrowClaims.Holder("user", "key", Optional.of("parent"))),
                List.of(new Scope.Repository("tenant", "team/app", Set.of(Scope.Action.PULL))),
                NOW,
                NOW.plus(NarrowFormat.LIFE)));
  }

  @Override
  protected void check(byte[] input) {
    String[] parts = GENUINE.split("\\.", -1);
    String token =
        text(input)
            .replace("$H$", parts[0])
            .replace("$P$", parts[1])
            .replace("$S$", parts[2])
            .replace("$W$", WHOLE);
    boolean ofThisKind = FORMAT.isOfThisKind(token);
    try {
      NarrowClaims _ = FORMAT.verify(token, NOW);
      if (!token.equals(GENUINE) || !ofThisKind) {
        throw new AssertionError("a token that was not signed is taken");
      }
    } catch (Failure refused) {
      expect(refused, "identity.bad-token");
    }
  }
}
