package redoubt.identity.http;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import redoubt.core.Failure;
import redoubt.identity.IssuedToken;
import redoubt.identity.Tokens;
import redoubt.web.Access;
import redoubt.web.ApiStyle;
import redoubt.web.Request;
import redoubt.web.Response;
import redoubt.web.Route;

/**
 * An API key for a token, as IBM's IAM does it: the Go client posts to {@code /oidc/token}, those
 * for Java and Node to {@code /identity/token}. A client's own credential ({@code Authorization:
 * Basic}) and the fields {@code response_type} and {@code scope} are accepted and mean nothing.
 * Tokens are ended as RFC 7009 says.
 */
public final class TokenRoutes {
  private static final String GRANT_TYPE = "urn:ibm:params:oauth:grant-type:apikey";
  private static final int LARGEST_FORM = 8 << 10;

  private final Tokens tokens;

  public TokenRoutes(Tokens tokens) {
    this.tokens = tokens;
  }

  public List<Route> routes() {
    ApiStyle iam = new IamStyle();
    return List.of(
        new Route(
            "POST",
            "/identity/token",
            Access.open(),
            "identity.token.issue",
            "Exchange an API key for a token",
            iam,
            this::issue),
        new Route(
            "POST",
            "/oidc/token",
            Access.open(),
            "identity.token.issue",
            "Exchange an API key for a token",
            iam,
            this::issue),
        new Route(
            "POST",
            "/identity/revoke",
            Access.open(),
            "identity.token.end",
            "End a token before its time (RFC 7009)",
            iam,
            this::end),
        new Route(
            "GET",
            "/identity/keys",
            Access.open(),
            "identity.token.keys",
            "The keys that sign tokens, as a JWK set",
            iam,
            request -> Response.json(200, tokens.jwks())));
  }

  /** Who holds a token may end it; what is no token is answered alike (RFC 7009 section 2.2). */
  private Response end(Request request) {
    tokens.end(Objects.requireNonNullElse(form(request).get("token"), ""));
    return Response.empty(200).withHeader("Cache-Control", "no-store");
  }

  private static Map<String, String> form(Request request) {
    if (request.body().length > LARGEST_FORM) {
      throw new Failure(
          Failure.Kind.TOO_LARGE,
          "identity.form-too-large",
          "The form is larger than " + LARGEST_FORM + " bytes.",
          "Send only the fields that the call knows.");
    }
    return request.form();
  }

  private Response issue(Request request) {
    Map<String, String> form = form(request);
    String grantType = Objects.requireNonNullElse(form.get("grant_type"), "");
    if (!grantType.equals(GRANT_TYPE)) {
      throw new Failure(
          Failure.Kind.INVALID,
          "identity.grant-type-not-supported",
          "This grant type is not supported.",
          "Send grant_type=" + GRANT_TYPE + " and apikey; tokens are not refreshed.");
    }
    String apiKey = form.get("apikey");
    if (apiKey == null || apiKey.isBlank()) {
      throw new Failure(
          Failure.Kind.INVALID,
          "identity.apikey-missing",
          "Property missing or empty: apikey.",
          "Send the API key as apikey.");
    }
    IssuedToken token = tokens.issue(apiKey.strip(), request.remoteAddress());
    long issuedAt = token.claims().issuedAt().getEpochSecond();
    long expiration = token.claims().expiresAt().getEpochSecond();
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("access_token", token.text());
    answer.put("refresh_token", "not_supported");
    answer.put("token_type", "Bearer");
    answer.put("expires_in", expiration - issuedAt);
    answer.put("expiration", expiration);
    answer.put("scope", "ibm openid");
    return Response.json(200, answer)
        .withHeader("Cache-Control", "no-store")
        .withHeader("Pragma", "no-cache");
  }
}
