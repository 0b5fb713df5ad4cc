package redoubt.registry.http;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import redoubt.core.Failure;
import redoubt.registry.access.Scope;
import redoubt.registry.access.TokenDesk;
import redoubt.web.Access;
import redoubt.web.Request;
import redoubt.web.Response;
import redoubt.web.Route;

/**
 * Where clients of registries get a token: by GET with Basic, and by POST with a form (Docker's token
 * and OAuth2 authentication).
 */
final class TokenRoutes {
  private final TokenDesk desk;

  TokenRoutes(TokenDesk desk) {
    this.desk = desk;
  }

  List<Route> routes() {
    return List.of(route("GET", this::get), route("POST", this::post));
  }

  private static Route route(String method, Route.Handler handler) {
    return new Route(
        method,
        Challenge.TOKEN_PATH,
        Access.open(),
        "container-registry.auth.token",
        "A token for pushing and pulling",
        OciStyle.INSTANCE,
        handler);
  }

  private Response get(Request request) {
    Optional<TokenDesk.Login> login = request.onlyHeader("authorization").map(TokenRoutes::basic);
    return issue(request, login, request.queries().getOrDefault("scope", List.of()));
  }

  private Response post(Request request) {
    Map<String, String> form = request.form();
    Optional<TokenDesk.Login> login =
        switch (form.getOrDefault("grant_type", "")) {
          case "password" ->
              Optional.of(
                  new TokenDesk.Login(
                      form.getOrDefault("username", ""), form.getOrDefault("password", "")));
          case "" -> Optional.empty();
          default -> throw noGrant();
        };
    return issue(request, login, List.of(form.getOrDefault("scope", "")));
  }

  private static Failure noGrant() {
    return new Failure(
        Failure.Kind.INVALID,
        "registry.no-grant",
        "Tokens are not given for that kind of grant.",
        "Use grant_type=password with a user name and an API key; there are no refresh tokens.");
  }

  private Response issue(
      Request request, Optional<TokenDesk.Login> login, List<String> scopes) {
    TokenDesk.Issued token =
        desk.issue(
            login,
            Scope.parse(new ArrayList<>(scopes)),
            Challenge.service(request),
            request.remoteAddress());
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("token", token.text());
    answer.put("access_token", token.text());
    answer.put("expires_in", token.life().toSeconds());
    answer.put("issued_at", token.at().toString());
    return OciStyle.version(Response.json(200, answer));
  }

  /** RFC 7617. */
  private static TokenDesk.Login basic(String header) {
    try {
      String text =
          new String(
              Base64.getDecoder().decode(header.replaceFirst("(?i)^basic +", "").strip()),
              StandardCharsets.UTF_8);
      int colon = text.indexOf(':');
      if (colon > 0) {
        return new TokenDesk.Login(text.substring(0, colon), text.substring(colon + 1));
      }
    } catch (IllegalArgumentException e) {
      // Told below.
    }
    throw new Failure(
        Failure.Kind.UNAUTHENTICATED,
        "registry.bad-login",
        "The login cannot be read.",
        "Log in with user name iamapikey and an API key as the password.");
  }
}
