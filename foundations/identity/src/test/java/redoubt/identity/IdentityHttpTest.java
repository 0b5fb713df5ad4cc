package redoubt.identity;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.ibm.cloud.sdk.core.security.IamAuthenticator;
import com.ibm.cloud.sdk.core.security.IamToken;
import com.ibm.cloud.sdk.core.service.exception.ServiceResponseException;
import com.nimbusds.jose.crypto.ECDSAVerifier;
import com.nimbusds.jose.jwk.JWKSet;
import com.nimbusds.jwt.SignedJWT;
import java.net.URLEncoder;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import org.junit.jupiter.api.AutoClose;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import redoubt.testkit.HttpsCaller;

final class IdentityHttpTest {
  private static final String GRANT = "grant_type=urn:ibm:params:oauth:grant-type:apikey&apikey=";

  @AutoClose private static final Http HTTP = new Http();

  private static String newUser(String name) {
    return Http.json(201, HTTP.admin().postJson("/v1/users", "{\"name\":\"" + name + "\"}"))
        .path("id")
        .asText();
  }

  private static String code(int status, HttpResponse<String> response) {
    return Http.json(status, response).path("code").asText();
  }

  @Test
  void whoMadeAnInstanceIsNamedBesideTheirIdUntilTheyAreGone() {
    String id =
        Http.json(
                201,
                HTTP.admin().postJson("/v1/users", "{\"name\":\"builder\",\"administrator\":true}"))
            .path("id")
            .asText();
    String key =
        Http.json(
                201,
                HTTP.admin().postJson("/v1/apikeys", "{\"name\":\"k\",\"user\":\"" + id + "\"}"))
            .path("apikey")
            .asText();
    String token =
        Http.json(200, HTTP.anonymous().postForm("/identity/token", GRANT + key))
            .path("access_token")
            .asText();
    HttpsCaller builder = HTTP.anonymous().withBearer(token);
    Http.json(201, builder.postJson("/v1/instances", "{\"name\":\"built\"}"));
    JsonNode built = instance("built");
    assertThat(built.path("createdBy").asText()).isEqualTo(id);
    assertThat(built.path("createdByName").asText()).isEqualTo("builder");
    assertThat(HTTP.admin().delete("/v1/users/" + id).statusCode()).isEqualTo(204);
    assertThat(instance("built").path("createdBy").asText()).isEqualTo(id);
    assertThat(instance("built").has("createdByName")).isFalse();
  }

  private static JsonNode instance(String name) {
    for (JsonNode one : Http.json(200, HTTP.admin().get("/v1/instances")).path("items")) {
      if (one.path("name").asText().equals(name)) {
        return one;
      }
    }
    throw new AssertionError("no instance " + name);
  }

  @ParameterizedTest
  @ValueSource(strings = {"/identity/token", "/oidc/token"})
  void anApiKeyIsExchangedForATokenAsIbmsClientsExpect(String path) {
    HttpResponse<String> response =
        HTTP.anonymous()
            .with("Authorization", "Basic Yng6Yng=")
            .postForm(
                path, GRANT + HTTP.adminKey.text() + "&response_type=cloud_iam&scope=whatever");
    JsonNode token = Http.json(200, response);
    assertThat(token.path("token_type").asText()).isEqualTo("Bearer");
    assertThat(token.path("refresh_token").asText()).isEqualTo("not_supported");
    assertThat(token.path("expires_in").asInt()).isEqualTo(3600);
    assertThat(token.path("expiration").asLong())
        .isEqualTo(HTTP.house.clock.instant().getEpochSecond() + 3600);
    assertThat(response.headers().firstValue("Cache-Control")).contains("no-store");
    Http.json(
        200, HTTP.anonymous().withBearer(token.path("access_token").asText()).get("/v1/whoami"));
  }

  @Test
  void ibmsOwnAuthenticatorGetsAToken() throws Exception {
    IamAuthenticator ibm =
        new IamAuthenticator.Builder()
            .apikey(HTTP.adminKey.text())
            .url(HTTP.uri().toString())
            .clientId("bx")
            .clientSecret("bx")
            .disableSSLVerification(true)
            .build();
    IamToken token = ibm.requestToken();
    assertThat(token.getExpiresIn()).isEqualTo(3600);
    assertThat(token.getRefreshToken()).isEqualTo("not_supported");
    Http.json(200, HTTP.anonymous().withBearer(token.getAccessToken()).get("/v1/whoami"));
  }

  @Test
  void ibmsOwnAuthenticatorReadsWhyItIsRefused() {
    IamAuthenticator ibm =
        new IamAuthenticator.Builder()
            .apikey("not-a-key")
            .url(HTTP.uri().toString())
            .disableSSLVerification(true)
            .build();
    assertThatThrownBy(() -> refusal(ibm))
        .isInstanceOfSatisfying(
            ServiceResponseException.class,
            refused -> {
              assertThat(refused.getStatusCode()).isEqualTo(400);
              assertThat(refused.getMessage()).isEqualTo("Provided API key could not be found.");
            });
  }

  private static void refusal(IamAuthenticator ibm) throws Throwable {
    Throwable refusal = ibm.requestToken().getException();
    throw refusal.getCause() == null ? refusal : refusal.getCause();
  }

  @Test
  void aBadKeyIsAnErrorInTheShapeOfIam() {
    JsonNode error =
        Http.json(
            400,
            HTTP.anonymous()
                .with("Correlation-Id", "abc-1")
                .postForm("/identity/token", GRANT + ApiKeyText.fresh().text()));
    assertThat(error.path("errorCode").asText()).isEqualTo("BXNIM0415E");
    assertThat(error.path("errorMessage").asText())
        .isEqualTo("Provided API key could not be found.");
    assertThat(error.path("context").path("requestId").asText()).isEqualTo("abc-1");
    assertThat(HTTP.refusals).contains("identity.token.issue identity.bad-apikey");
  }

  @Test
  void otherGrantsAreNotSupported() {
    assertThat(
            code(
                400,
                HTTP.anonymous()
                    .postForm("/identity/token", "grant_type=refresh_token&refresh_token=x")))
        .isEqualTo("identity.grant-type-not-supported");
    assertThat(code(400, HTTP.anonymous().postForm("/identity/token", GRANT)))
        .isEqualTo("identity.apikey-missing");
    assertThat(code(400, HTTP.anonymous().postForm("/identity/token", "%zz")))
        .isEqualTo("web.bad-query");
    assertThat(code(413, HTTP.anonymous().postForm("/identity/token", GRANT + "x".repeat(9 << 10))))
        .isEqualTo("identity.form-too-large");
  }

  @Test
  void guessingIsToldWhenToComeBack() {
    FreshKey key =
        HTTP.house
            .identity()
            .apiKeys()
            .create(adminPrincipal(), Optional.empty(), "guessed", Optional.empty());
    String wrong = key.text().substring(0, 21) + ApiKeyText.fresh().text().substring(21);
    for (int i = 0; i < 10; i++) {
      HTTP.anonymous().postForm("/identity/token", GRANT + wrong);
    }
    HttpResponse<String> barred = HTTP.anonymous().postForm("/identity/token", GRANT + wrong);
    assertThat(code(429, barred)).isEqualTo("identity.login-barred");
    assertThat(barred.headers().firstValueAsLong("Retry-After").orElseThrow()).isBetween(1L, 6L);
  }

  private static redoubt.web.Principal adminPrincipal() {
    return HTTP.house
        .identity()
        .authenticator()
        .authenticate(
            HTTP.house.identity().tokens().issue(HTTP.adminKey.text(), "192.0.2.9").text());
  }

  @Test
  void thePublishedKeysCheckTheTokens() throws Exception {
    String token = HTTP.house.identity().tokens().issue(HTTP.adminKey.text(), "192.0.2.9").text();
    JWKSet keys = JWKSet.parse(HTTP.anonymous().get("/identity/keys").body());
    SignedJWT jwt = SignedJWT.parse(token);
    var key = keys.getKeyByKeyId(jwt.getHeader().getKeyID()).toECKey();
    assertThat(key.isPrivate()).isFalse();
    assertThat(jwt.verify(new ECDSAVerifier(key))).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "a.b.c", "..", "rdt_aaaaaaaaaaaaaaaa_bbbb"})
  void aBadTokenIsUnauthenticated(String token) {
    assertThat(HTTP.anonymous().withBearer(token).get("/v1/whoami").statusCode()).isEqualTo(401);
  }

  @Test
  void anApiKeyIsNoToken() {
    assertThat(code(401, HTTP.anonymous().withBearer(HTTP.adminKey.text()).get("/v1/whoami")))
        .isEqualTo("identity.bad-token");
  }

  @Test
  void whoamiTellsWhatTheCallerHolds() {
    JsonNode me = Http.json(200, HTTP.admin().get("/v1/whoami"));
    assertThat(me.path("userName").asText()).isEqualTo("admin");
    assertThat(me.path("apiKey").asText()).isEqualTo(HTTP.adminKey.apiKey().id());
    assertThat(me.path("grants").findValuesAsText("role"))
        .startsWith("ADMINISTRATOR", "MANAGER", "KEY_PURGE");
  }

  @Test
  void aUserIsMadeGivenAKeyAndARoleAndDeleted() {
    String ada = newUser("ada");
    JsonNode key =
        Http.json(
            201,
            HTTP.admin()
                .postJson(
                    "/v1/apikeys",
                    "{\"name\":\"laptop\",\"user\":\"ada\",\"expiresAt\":\"2027-01-01T01:00:00+01:00\"}"));
    assertThat(key.path("expiresAt").asText()).isEqualTo("2027-01-01T00:00:00Z");
    String token =
        Http.json(
                200,
                HTTP.anonymous()
                    .postForm(
                        "/identity/token",
                        GRANT
                            + URLEncoder.encode(
                                key.path("apikey").asText(), StandardCharsets.UTF_8)))
            .path("access_token")
            .asText();
    HttpsCaller asAda = HTTP.anonymous().withBearer(token);
    assertThat(Http.json(200, asAda.get("/v1/instances")).path("items")).isEmpty();

    String instance =
        Http.json(201, HTTP.admin().postJson("/v1/instances", "{\"name\":\"for ada\"}"))
            .path("id")
            .asText();
    String grants = "/v1/instances/" + instance + "/grants";
    JsonNode grant =
        Http.json(
            201,
            HTTP.admin()
                .postJson(
                    grants, "{\"user\":\"" + ada + "\",\"role\":\"READER\",\"ring\":\"r1\"}"));
    assertThat(grant.path("userName").asText()).isEqualTo("ada");
    assertThat(grant.path("ring").asText()).isEqualTo("r1");
    assertThat(Http.json(200, asAda.get("/v1/instances")).path("items").path(0).path("id").asText())
        .isEqualTo(instance);
    assertThat(Http.json(200, asAda.get("/v1/instances/" + instance)).path("name").asText())
        .isEqualTo("for ada");
    assertThat(Http.json(200, HTTP.admin().get(grants)).path("items")).hasSize(3);

    assertThat(Http.json(200, asAda.get("/v1/apikeys")).path("items")).hasSize(1);
    assertThat(asAda.get("/v1/apikeys").body()).doesNotContain(key.path("apikey").asText());
    assertThat(HTTP.admin().delete(grants + "/" + grant.path("id").asText()).statusCode())
        .isEqualTo(204);
    assertThat(asAda.get("/v1/instances/" + instance).statusCode()).isEqualTo(403);
    assertThat(HTTP.admin().delete("/v1/users/" + ada).statusCode()).isEqualTo(204);
    assertThat(code(401, asAda.get("/v1/whoami"))).isEqualTo("identity.revoked");
  }

  @ParameterizedTest
  @CsvSource({"ring,r1", "namespace,team", "repository,team/app"})
  void aRoleIsGrantedInAPartOfAnInstance(String kind, String name) {
    String user = newUser("of " + kind);
    String instance =
        Http.json(201, HTTP.admin().postJson("/v1/instances", "{\"name\":\"i-" + kind + "\"}"))
            .path("id")
            .asText();
    String grants = "/v1/instances/" + instance + "/grants";
    String wish =
        "{\"user\":\"" + user + "\",\"role\":\"READER\",\"" + kind + "\":\"" + name + "\"}";
    JsonNode granted = Http.json(201, HTTP.admin().postJson(grants, wish));
    assertThat(granted.path(kind).asText()).isEqualTo(name);
    assertThat(code(409, HTTP.admin().postJson(grants, wish))).isEqualTo("identity.grant-exists");
    FreshKey key =
        HTTP.house
            .identity()
            .apiKeys()
            .create(adminPrincipal(), Optional.of(user), "key", Optional.empty());
    JsonNode seen = Http.json(200, HTTP.as(key).get("/v1/whoami")).path("grants").path(0);
    assertThat(seen.path(kind).asText()).isEqualTo(name);
    assertThat(seen.size()).isEqualTo(4);
  }

  @ParameterizedTest
  @CsvSource({
    "'\"ring\":\"r1\",\"namespace\":\"team\"', identity.bad-field",
    "'\"repository\":\"a/b\",\"namespace\":\"a\"', identity.bad-field",
    "'\"repository\":\"app\"', identity.bad-repository",
    "'\"namespace\":\"Team\"', identity.bad-namespace",
    "'\"ring\":\"a/b\"', identity.bad-ring"
  })
  void aPartThatMakesNoSenseIsRefused(String part, String code) {
    String instance =
        HTTP.house.identity().instances().list(PageRequest.first()).items().getFirst().id();
    assertThat(
            code(
                400,
                HTTP.admin()
                    .postJson(
                        "/v1/instances/" + instance + "/grants",
                        "{\"user\":\"admin\",\"role\":\"READER\"," + part + "}")))
        .isEqualTo(code);
  }

  @Test
  void nobodySeesOrRevokesTheKeysOfOthers() {
    newUser("eve");
    FreshKey eve =
        HTTP.house
            .identity()
            .apiKeys()
            .create(adminPrincipal(), Optional.of("eve"), "key", Optional.empty());
    HttpsCaller asEve = HTTP.as(eve);
    assertThat(code(403, asEve.get("/v1/apikeys?user=admin"))).isEqualTo("identity.forbidden");
    assertThat(code(403, asEve.postJson("/v1/apikeys", "{\"name\":\"k\",\"user\":\"admin\"}")))
        .isEqualTo("identity.forbidden");
    String adminsKey = "/v1/apikeys/" + HTTP.adminKey.apiKey().id();
    String noKey = "/v1/apikeys/aaaaaaaaaaaaaaaa";
    HttpResponse<String> foreign = asEve.with("Correlation-Id", "same").delete(adminsKey);
    HttpResponse<String> unknown = asEve.with("Correlation-Id", "same").delete(noKey);
    assertThat(foreign.statusCode()).isEqualTo(404);
    assertThat(foreign.body()).isEqualTo(unknown.body());
  }

  @Test
  void anInstanceInUseIsNotDeleted() {
    String instance =
        HTTP.house.identity().instances().list(PageRequest.first()).items().getFirst().id();
    assertThat(code(409, HTTP.admin().delete("/v1/instances/" + instance)))
        .isEqualTo("test.in-use");
    assertThat(HTTP.refusals).contains("identity.instance.delete test.in-use");
  }

  @Test
  void anInstanceIsRenamed() {
    String id =
        Http.json(201, HTTP.admin().postJson("/v1/instances", "{\"name\":\"old\"}"))
            .path("id")
            .asText();
    JsonNode renamed =
        Http.json(200, HTTP.admin().send("PATCH", "/v1/instances/" + id, "{\"name\":\"new\"}"));
    assertThat(renamed.path("name").asText()).isEqualTo("new");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "[]",
        "\"x\"",
        "null",
        "{}",
        "{\"name\":7}",
        "{\"name\":null}",
        "{\"name\":\"\"}",
        "{\"name\":\"a\",\"nane\":\"b\"}",
        "{\"name\":\"a\",\"name\":\"b\"}",
        "{\"name\":\"a\",\"administrator\":\"yes\"}",
        "{\"name\":\"a\\u0000\"}",
        "{\"name\":\"a\"} x",
        "{\"name\":\"f47ac10b-58cc-4372-a567-0e02b2c3d479\"}"
      })
  void aBodyThatMakesNoSenseIsRefused(String body) {
    HttpResponse<String> response = HTTP.admin().postJson("/v1/users", body);
    assertThat(response.statusCode()).isEqualTo(400);
    assertThat(response.headers().firstValue("Content-Type")).contains("application/problem+json");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "tomorrow",
        "2026-13-01T00:00:00Z",
        "2026-11-21",
        "+99999-01-01T00:00:00Z",
        "2020-01-01T00:00:00Z"
      })
  void aTimeThatMakesNoSenseIsRefused(String time) {
    assertThat(
            HTTP.admin()
                .postJson("/v1/apikeys", "{\"name\":\"k\",\"expiresAt\":\"" + time + "\"}")
                .statusCode())
        .isEqualTo(400);
  }

  @ParameterizedTest
  @ValueSource(strings = {"x", "%00", "'%20or%201=1--", "F47AC10B-58CC-4372-A567-0E02B2C3D479"})
  void anIdThatMakesNoSenseIsNotFound(String id) {
    String instance =
        HTTP.house.identity().instances().list(PageRequest.first()).items().getFirst().id();
    assertThat(HTTP.admin().get("/v1/users/" + id).statusCode()).isIn(400, 404);
    assertThat(HTTP.admin().delete("/v1/users/" + id).statusCode()).isIn(400, 404);
    assertThat(HTTP.admin().delete("/v1/apikeys/" + id).statusCode()).isIn(400, 404);
    assertThat(HTTP.admin().get("/v1/instances/" + id).statusCode()).isIn(400, 404);
    assertThat(HTTP.admin().get("/v1/instances/" + id + "/grants").statusCode()).isIn(400, 404);
    assertThat(HTTP.admin().delete("/v1/instances/" + id).statusCode()).isIn(400, 404);
    assertThat(HTTP.admin().delete("/v1/instances/" + instance + "/grants/" + id).statusCode())
        .isIn(400, 404);
  }

  @Test
  void tokensCarryNoNameAndNoSecret() {
    String token = HTTP.house.identity().tokens().issue(HTTP.adminKey.text(), "192.0.2.9").text();
    String payload =
        new String(
            Base64.getUrlDecoder().decode(token.split("\\.", -1)[1]), StandardCharsets.UTF_8);
    assertThat(payload)
        .contains(HTTP.adminKey.apiKey().id())
        .doesNotContain("admin", HTTP.adminKey.text().substring(21));
  }
}
