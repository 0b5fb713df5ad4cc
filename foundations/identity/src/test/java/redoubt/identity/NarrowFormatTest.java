package redoubt.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import com.nimbusds.jwt.SignedJWT;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;
import org.jspecify.annotations.Nullable;
import redoubt.core.Failure;
import redoubt.identity.Scope.Action;
import redoubt.web.Grant;
import redoubt.web.Part;
import redoubt.web.Role;

final class NarrowFormatTest {
  private static final ECKey KEY = key();
  private static final TokenFormats FORMATS = TokenFormats.of(KEY, "urn:uuid:one");
  private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");
  private static final String TENANT = "11111111-1111-4111-8111-111111111111";
  private static final Scope APP =
      new Scope.Repository(TENANT, "team/app", Set.of(Action.PULL, Action.PUSH));
  private static final NarrowClaims CLAIMS =
      claims(
          Optional.of(new NarrowClaims.Holder("user-1", "key-1", Optional.of("jti-0"))),
          List.of(APP, new Scope.Lists()));
  private static final String TOKEN = FORMATS.narrow().sign(CLAIMS);

  private static ECKey key() {
    try {
      return new ECKeyGenerator(Curve.P_256).keyIDFromThumbprint(true).generate();
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
  }

  private static NarrowClaims claims(Optional<NarrowClaims.Holder> holder, List<Scope> scopes) {
    return new NarrowClaims("jti-1", holder, scopes, NOON, NOON.plus(NarrowFormat.LIFE));
  }

  private static void refused(String code, String token, Instant now) {
    assertThatThrownBy(() -> FORMATS.verify(token, now))
        .isInstanceOfSatisfying(
            Failure.class,
            failure -> {
              assertThat(failure.code()).isEqualTo(code);
              assertThat(failure.kind()).isEqualTo(Failure.Kind.UNAUTHENTICATED);
            });
  }

  private static void bad(String token) {
    refused("identity.bad-token", token, NOON);
  }

  /** What the right key signed as a narrow token, whatever it says. */
  private static String signed(Object payload) {
    return signed(new JOSEObjectType("narrow+jwt"), payload);
  }

  @SuppressWarnings("unchecked")
  private static String signed(JOSEObjectType kind, Object payload) {
    JWSHeader header =
        new JWSHeader.Builder(JWSAlgorithm.ES256).type(kind).keyID(KEY.getKeyID()).build();
    JWSObject object =
        new JWSObject(
            header,
            payload instanceof String text
                ? new Payload(text)
                : new Payload((Map<String, Object>) payload));
    try {
      object.sign(new ECDSASigner(KEY));
    } catch (JOSEException e) {
      throw new IllegalStateException(e);
    }
    return object.serialize();
  }

  private static Map<String, @Nullable Object> payload() {
    try {
      return new LinkedHashMap<>(SignedJWT.parse(TOKEN).getPayload().toJSONObject());
    } catch (java.text.ParseException e) {
      throw new IllegalStateException(e);
    }
  }

  private static String with(String claim, @Nullable Object value) {
    Map<String, @Nullable Object> payload = payload();
    payload.put(claim, value);
    return signed(payload);
  }

  @Example
  void readsWhatItSigned() {
    assertThat(FORMATS.verify(TOKEN, NOON)).isEqualTo(CLAIMS);
    NarrowClaims visitor = claims(Optional.empty(), List.of());
    assertThat(FORMATS.verify(FORMATS.narrow().sign(visitor), NOON)).isEqualTo(visitor);
  }

  @Example
  void hasTheClaimsOfARegistrysToken() throws Exception {
    var payload = SignedJWT.parse(TOKEN).getJWTClaimsSet();
    assertThat(payload.getSubject()).isEqualTo("user-1");
    assertThat(payload.getAudience()).containsExactly("redoubt");
    assertThat(payload.getClaim("access"))
        .isEqualTo(
            List.of(
                Map.of(
                    "type",
                    "repository",
                    "instance",
                    TENANT,
                    "name",
                    "team/app",
                    "actions",
                    List.of("pull", "push")),
                Map.of("type", "registry", "name", "catalog", "actions", List.of("*"))));
  }

  @Example
  void actionsAreRolesInTheRepositoryAndNowhereElse() {
    assertThat(CLAIMS.grants())
        .containsExactly(
            Grant.inPart(Role.READER, TENANT, Part.repository("team/app")),
            Grant.inPart(Role.WRITER, TENANT, Part.repository("team/app")));
    assertThat(CLAIMS.lists()).isTrue();
    assertThat(claims(CLAIMS.holder(), List.of(APP)).lists()).isFalse();
  }

  @Example
  void holdsUntilTheSecondItExpires() {
    assertThat(FORMATS.verify(TOKEN, CLAIMS.expiresAt().minusMillis(1))).isEqualTo(CLAIMS);
    refused("identity.token-expired", TOKEN, CLAIMS.expiresAt());
    assertThat(FORMATS.verify(TOKEN, NOON.minusSeconds(60))).isEqualTo(CLAIMS);
    refused("identity.token-from-the-future", TOKEN, NOON.minusSeconds(61));
  }

  @Example
  void isNotReadAsAWholeTokenNorAWholeOneAsNarrow() {
    String whole =
        FORMATS
            .whole()
            .sign(new TokenClaims("jti-1", "user-1", "key-1", NOON, NOON.plus(TokenFormat.LIFE)));
    assertThat(FORMATS.verify(whole, NOON)).isInstanceOf(TokenClaims.class);
    assertThatThrownBy(() -> FORMATS.whole().read(TOKEN)).isInstanceOf(Failure.class);
    assertThatThrownBy(() -> FORMATS.narrow().read(whole)).isInstanceOf(Failure.class);
    String[] narrow = TOKEN.split("\\.", -1);
    String[] other = whole.split("\\.", -1);
    bad(other[0] + "." + narrow[1] + "." + narrow[2]);
    bad(narrow[0] + "." + other[1] + "." + other[2]);
  }

  @Example
  void onlyItsOwnTypeIsRead() {
    for (String type :
        List.of("JWT", "jwt", "at+jwt", "NARROW+JWT", "application/narrow+jwt", "")) {
      assertThatThrownBy(() -> FORMATS.narrow().read(signed(new JOSEObjectType(type), payload())))
          .as(type)
          .isInstanceOf(Failure.class);
    }
  }

  @Example
  void aNarrowPayloadUnderTheHeaderOfWholeTokensIsNoWholeToken() {
    // Its life is another one, whatever else it says.
    bad(signed(JOSEObjectType.JWT, payload()));
  }

  @Example
  void anotherServersTokenIsRefused() {
    bad(TokenFormats.of(key(), "urn:uuid:one").narrow().sign(CLAIMS));
    bad(TokenFormats.of(KEY, "urn:uuid:two").narrow().sign(CLAIMS));
  }

  @Example
  void accessThatWasWidenedIsRefused() {
    String[] parts = TOKEN.split("\\.", -1);
    String said = new String(Base64.getUrlDecoder().decode(parts[1]), StandardCharsets.UTF_8);
    for (String wider :
        List.of(
            said.replace("\"push\"", "\"push\",\"delete\""),
            said.replace("team/app", "team/top"),
            said.replace("1111-4111", "2222-4222"),
            said.replace("user-1", "user-2"),
            said.replace("\"sub\":\"user-1\"", "\"sub\":\"\""))) {
      assertThat(wider).isNotEqualTo(said);
      bad(
          parts[0]
              + "."
              + Base64.getUrlEncoder()
                  .withoutPadding()
                  .encodeToString(wider.getBytes(StandardCharsets.UTF_8))
              + "."
              + parts[2]);
    }
  }

  @Example
  void claimsThatMakeNoSenseAreRefusedEvenWithThisKey() {
    assertThat(FORMATS.verify(signed(payload()), NOON)).isEqualTo(CLAIMS);
    long issued = NOON.getEpochSecond();
    bad(with("exp", issued + 901));
    bad(with("exp", issued));
    bad(with("exp", Long.MAX_VALUE));
    bad(with("iat", Long.MIN_VALUE));
    bad(with("iat", "now"));
    bad(with("iat", 1.5));
    bad(with("aud", "other"));
    bad(with("aud", List.of("redoubt", "other")));
    bad(with("aud", null));
    bad(with("sub", ""));
    bad(with("sub", 7));
    bad(with("key", ""));
    bad(with("key", null));
    bad(with("parent", 7));
    bad(with("jti", null));
    bad(with("access", null));
    bad(with("access", Map.of()));
    for (Object entry : nonsense()) {
      bad(with("access", List.of(entry)));
    }
  }

  private static List<Object> nonsense() {
    List<Object> entries = new ArrayList<>(List.of("x", 1, List.of(), Map.of()));
    List<String> pull = List.of("pull");
    entries.add(Map.of("type", "repository", "name", "a/b", "actions", pull));
    entries.add(Map.of("type", "repository", "instance", TENANT, "actions", pull));
    entries.add(Map.of("type", "repository", "instance", 1, "name", "a/b", "actions", pull));
    entries.add(Map.of("type", "plugin", "instance", TENANT, "name", "a/b", "actions", pull));
    for (Object actions : List.of("pull", Map.of(), List.of("*"), List.of("PULL"), List.of(1))) {
      entries.add(
          Map.of("type", "repository", "instance", TENANT, "name", "a/b", "actions", actions));
    }
    for (Object actions : List.of("*", List.of(), List.of("pull"), List.of("*", "*"))) {
      entries.add(Map.of("type", "registry", "name", "catalog", "actions", actions));
    }
    entries.add(Map.of("type", "registry", "name", "other", "actions", List.of("*")));
    return entries;
  }

  @Example
  void isReadUpToFourKibibytes() {
    List<Scope> scopes =
        IntStream.range(0, 100)
            .<Scope>mapToObj(i -> new Scope.Repository(TENANT, "a/b" + i, Set.of(Action.PULL)))
            .toList();
    for (int count = 1; count <= scopes.size(); count++) {
      NarrowClaims claims = claims(CLAIMS.holder(), scopes.subList(0, count));
      String token = FORMATS.narrow().sign(claims);
      if (token.length() <= 4096) {
        assertThat(FORMATS.verify(token, NOON)).isEqualTo(claims);
      } else {
        bad(token);
      }
    }
  }

  @Property(tries = 300)
  void anyOtherCharacterIsRefused(
      @ForAll @IntRange(max = 5000) int place, @ForAll @CharRange(to = 0x100) char other) {
    int at = place % TOKEN.length();
    if (TOKEN.charAt(at) != other) {
      bad(TOKEN.substring(0, at) + other + TOKEN.substring(at + 1));
    }
  }

  @Property(tries = 300)
  void rubbishIsRefused(@ForAll @StringLength(max = 5000) String rubbish) {
    String header = TOKEN.substring(0, TOKEN.indexOf('.') + 1);
    bad(header + rubbish);
    bad(TOKEN.substring(0, TOKEN.lastIndexOf('.') + 1) + rubbish);
    bad(TOKEN + rubbish + "A");
  }

  @Property(tries = 300)
  void signedRubbishIsRefused(@ForAll @StringLength(max = 300) String rubbish) {
    bad(signed(rubbish));
    bad(with("access", List.of(Map.of("type", rubbish, "name", rubbish, "actions", rubbish))));
  }
}
