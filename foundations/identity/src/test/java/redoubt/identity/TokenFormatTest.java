package redoubt.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.nimbusds.jose.JWSAlgorithm;
import com.nimbusds.jose.JWSHeader;
import com.nimbusds.jose.JWSObject;
import com.nimbusds.jose.Payload;
import com.nimbusds.jose.crypto.ECDSASigner;
import com.nimbusds.jose.crypto.MACSigner;
import com.nimbusds.jose.jwk.Curve;
import com.nimbusds.jose.jwk.ECKey;
import com.nimbusds.jose.jwk.gen.ECKeyGenerator;
import com.nimbusds.jose.util.Base64URL;
import com.nimbusds.jwt.JWTClaimsSet;
import com.nimbusds.jwt.SignedJWT;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Date;
import java.util.Map;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import redoubt.core.Failure;

final class TokenFormatTest {
  private static final ECKey KEY = key();
  private static final TokenFormat FORMAT = new TokenFormat(KEY, "urn:uuid:one");
  private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
  private static final TokenClaims CLAIMS =
      new TokenClaims("jti-1", "user-1", "key-1", NOON, NOON.plus(TokenFormat.LIFE));
  private static final String TOKEN = FORMAT.sign(CLAIMS);

  private static ECKey key() {
    try {
      return new ECKeyGenerator(Curve.P_256).keyIDFromThumbprint(true).generate();
    } catch (com.nimbusds.jose.JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void refused(String code, ThrowingCallable call) {
    assertThatThrownBy(call)
        .isInstanceOfSatisfying(
            Failure.class,
            failure -> {
              assertThat(failure.code()).isEqualTo(code);
              assertThat(failure.kind()).isEqualTo(Failure.Kind.UNAUTHENTICATED);
            });
  }

  private static void bad(String token) {
    refused("identity.bad-token", () -> FORMAT.verify(token, NOON));
  }

  private static String encoded(String json) {
    return Base64.getUrlEncoder()
        .withoutPadding()
        .encodeToString(json.getBytes(StandardCharsets.UTF_8));
  }

  @Example
  void readsWhatItSigned() {
    assertThat(FORMAT.verify(TOKEN, NOON)).isEqualTo(CLAIMS);
  }

  @Example
  void isAJwtThatOthersCanCheckWithThePublicKey() throws Exception {
    SignedJWT jwt = SignedJWT.parse(TOKEN);
    ECKey published = ECKey.parse(FORMAT.jwk());
    assertThat(published.isPrivate()).isFalse();
    assertThat(jwt.verify(new com.nimbusds.jose.crypto.ECDSAVerifier(published))).isTrue();
    assertThat(jwt.getHeader().getKeyID()).isEqualTo(published.getKeyID());
    assertThat(jwt.getJWTClaimsSet().getSubject()).isEqualTo("user-1");
    assertThat(jwt.getJWTClaimsSet().getIssuer()).isEqualTo("urn:uuid:one");
    assertThat(jwt.getJWTClaimsSet().getExpirationTime()).isEqualTo(Date.from(CLAIMS.expiresAt()));
  }

  @Example
  void isSmall() {
    assertThat(TOKEN.length()).isLessThan(500);
  }

  @Example
  void holdsUntilTheSecondItExpires() {
    assertThat(FORMAT.verify(TOKEN, CLAIMS.expiresAt().minusMillis(1))).isEqualTo(CLAIMS);
    refused("identity.token-expired", () -> FORMAT.verify(TOKEN, CLAIMS.expiresAt()));
    refused(
        "identity.token-expired",
        () -> FORMAT.verify(TOKEN, CLAIMS.expiresAt().plus(Duration.ofDays(400))));
  }

  @Example
  void mayBeAMinuteAheadOfThisClockAndNoMore() {
    assertThat(FORMAT.verify(TOKEN, NOON.minusSeconds(60))).isEqualTo(CLAIMS);
    refused("identity.token-from-the-future", () -> FORMAT.verify(TOKEN, NOON.minusSeconds(61)));
  }

  @Example
  void algorithmNoneIsNoToken() {
    String payload = TOKEN.split("\\.", -1)[1];
    for (String alg : new String[] {"none", "None", "NONE", "nOnE", ""}) {
      bad(encoded("{\"alg\":\"" + alg + "\"}") + "." + payload + ".");
      bad(
          encoded("{\"kid\":\"" + KEY.getKeyID() + "\",\"typ\":\"JWT\",\"alg\":\"" + alg + "\"}")
              + "."
              + payload
              + ".");
    }
    bad(TOKEN.replaceFirst("\\.[^.]*$", "."));
  }

  @Example
  void thePublicKeyIsNoSecretForAnHmac() throws Exception {
    JWSObject forged =
        new JWSObject(
            new JWSHeader.Builder(JWSAlgorithm.HS256).keyID(KEY.getKeyID()).build(),
            new Payload(SignedJWT.parse(TOKEN).getPayload().toString()));
    forged.sign(new MACSigner(KEY.toECPublicKey().getEncoded()));
    bad(forged.serialize());
  }

  @Example
  void aKeyThatTheTokenBringsAlongCountsForNothing() throws Exception {
    ECKey mine = key();
    SignedJWT forged =
        new SignedJWT(
            new JWSHeader.Builder(JWSAlgorithm.ES256)
                .keyID(KEY.getKeyID())
                .jwk(mine.toPublicJWK())
                .build(),
            claims("urn:uuid:one"));
    forged.sign(new ECDSASigner(mine));
    bad(forged.serialize());
  }

  @Example
  void anotherServersTokenIsRefused() {
    TokenFormat other = new TokenFormat(key(), "urn:uuid:one");
    bad(other.sign(CLAIMS));
  }

  @Example
  void anotherKeyUnderThisKeysIdIsRefused() {
    ECKey other = new ECKey.Builder(key()).keyID(KEY.getKeyID()).build();
    bad(new TokenFormat(other, "urn:uuid:one").sign(CLAIMS));
  }

  @Example
  void anotherIssuerIsRefusedEvenWithThisKey() {
    bad(new TokenFormat(KEY, "urn:uuid:two").sign(CLAIMS));
  }

  @Example
  void aLongerLifeIsRefusedEvenWithThisKey() {
    bad(
        FORMAT.sign(
            new TokenClaims("jti-1", "user-1", "key-1", NOON, NOON.plus(Duration.ofDays(365)))));
  }

  @Example
  void theWorldsShortestForgeryIsRefused() {
    // A verifier that does not check r and s for zero accepts it for any text (CVE-2022-21449).
    String zero = Base64URL.encode(new byte[64]).toString();
    bad(TOKEN.substring(0, TOKEN.lastIndexOf('.') + 1) + zero);
  }

  @Example
  void onlyOneTextStandsForASignature() {
    // The last of 86 characters holds two bits of the signature; its four others must be zero.
    String rest = TOKEN.substring(0, TOKEN.length() - 1);
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_="
        .chars()
        .filter(last -> last != TOKEN.charAt(TOKEN.length() - 1))
        .forEach(last -> bad(rest + (char) last));
    bad(TOKEN + "=");
    bad(TOKEN + "\n");
  }

  @Property(tries = 400)
  void anyOtherCharacterIsRefused(
      @ForAll @IntRange(max = 2000) int place, @ForAll @CharRange(to = 0x100) char other) {
    int at = place % TOKEN.length();
    if (TOKEN.charAt(at) != other) {
      bad(TOKEN.substring(0, at) + other + TOKEN.substring(at + 1));
    }
  }

  @Property(tries = 100)
  void aPieceOfATokenIsRefused(@ForAll @IntRange(max = 2000) int place) {
    bad(TOKEN.substring(0, place % TOKEN.length()));
    bad(TOKEN.substring(1 + place % TOKEN.length()));
  }

  @Property(tries = 400)
  void rubbishIsRefused(@ForAll @StringLength(max = 1200) String rubbish) {
    bad(rubbish);
    String header = TOKEN.substring(0, TOKEN.indexOf('.') + 1);
    bad(header + rubbish);
    bad(header + encoded(rubbish) + TOKEN.substring(TOKEN.lastIndexOf('.')));
    bad(TOKEN + rubbish + "A");
  }

  @Property(tries = 100)
  void aSignedRubbishPayloadIsRefused(@ForAll @StringLength(max = 200) String rubbish)
      throws Exception {
    JWSHeader header = JWSHeader.parse(Base64URL.from(TOKEN.split("\\.", -1)[0]));
    JWSObject signed = new JWSObject(header, new Payload(rubbish));
    signed.sign(new ECDSASigner(KEY));
    refusedSomehow(signed.serialize());
    signed = new JWSObject(header, new Payload(Map.of("iat", rubbish, "exp", 1, "sub", 7)));
    signed.sign(new ECDSASigner(KEY));
    refusedSomehow(signed.serialize());
  }

  private static void refusedSomehow(String token) {
    assertThatThrownBy(() -> FORMAT.verify(token, NOON)).isInstanceOf(Failure.class);
  }

  private static JWTClaimsSet claims(String issuer) {
    return new JWTClaimsSet.Builder()
        .issuer(issuer)
        .subject("user-1")
        .jwtID("jti-1")
        .issueTime(Date.from(NOON))
        .expirationTime(Date.from(NOON.plus(TokenFormat.LIFE)))
        .claim("key", "key-1")
        .build();
  }
}
