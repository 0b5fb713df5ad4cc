package redoubt.registry.http;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import redoubt.core.Failure;
import redoubt.registry.Namespaces;
import redoubt.registry.access.Scope;
import redoubt.registry.access.TokenDesk;
import redoubt.web.Access;
import redoubt.web.Request;
import redoubt.web.Response;
import redoubt.web.Route;

/**
 * Where clients of registries get a token: by GET with Basic, and by POST with a form (Docker's
 * token and OAuth2 authentication).
 */
final class TokenRoutes {
  private final Namespaces namespaces;
  private final TokenDesk desk;

  TokenRoutes(Namespaces namespaces, TokenDesk desk) {
    this.namespaces = namespaces;
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
    List<Scope> scopes =
        Scope.parse(request.queries().getOrDefault("scope", List.of()), request.origin());
    return answer(
        desk.issue(
            request.onlyHeader("authorization"),
            wishes(scopes),
            wantsCatalog(scopes),
            request.remoteAddress()));
  }

  private Response post(Request request) {
    Map<String, String> form = request.form();
    if (!form.getOrDefault("grant_type", "").equals("password")) {
      throw new Failure(
          Failure.Kind.INVALID,
          "registry.no-grant",
          "Tokens are not given for that kind of grant.",
          "Use grant_type=password with a user name and an API key; there are no refresh tokens.");
    }
    List<Scope> scopes = Scope.parse(List.of(form.getOrDefault("scope", "")), request.origin());
    return answer(
        desk.issue(
            form.getOrDefault("username", ""),
            form.getOrDefault("password", ""),
            wishes(scopes),
            wantsCatalog(scopes),
            request.remoteAddress()));
  }

  /** Of a repository in no namespace nothing can be granted. */
  private List<TokenDesk.Wish> wishes(List<Scope> scopes) {
    return scopes.stream().flatMap(this::wish).toList();
  }

  private Stream<TokenDesk.Wish> wish(Scope scope) {
    return switch (scope) {
      case Scope.OfCatalog() -> Stream.empty();
      case Scope.OfRepository wanted ->
          namespaces.of(wanted.repository()).stream()
              .map(namespace ->
                  new TokenDesk.Wish(namespace.instance(), wanted.repository(), wanted.actions()));
    };
  }

  private static boolean wantsCatalog(List<Scope> scopes) {
    return scopes.contains(new Scope.OfCatalog());
  }

  private static Response answer(TokenDesk.Issued token) {
    Map<String, Object> answer = new LinkedHashMap<>();
    answer.put("token", token.text());
    answer.put("access_token", token.text());
    answer.put("expires_in", token.seconds());
    answer.put("issued_at", token.at().toString());
    return OciStyle.version(Response.json(200, answer));
  }
}
