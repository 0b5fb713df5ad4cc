package redoubt.server.console;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import redoubt.core.Failure;
import redoubt.server.console.pages.JteloginGenerated;
import redoubt.web.Access;
import redoubt.web.Request;
import redoubt.web.Response;
import redoubt.web.Route;
import redoubt.web.console.Answer;
import redoubt.web.console.Api;
import redoubt.web.console.Console;
import redoubt.web.console.Cookies;
import redoubt.web.console.LocalPath;
import redoubt.web.console.Notice;
import redoubt.web.console.Page;
import redoubt.web.console.Part;
import redoubt.web.console.Tone;

/**
 * Signing in with an API key, and out. The key is exchanged for a short-lived token and forgotten.
 */
final class SessionPages {
  private static final String GRANT_TYPE = "urn:ibm:params:oauth:grant-type:apikey";
  private static final Duration LONGEST = Duration.ofHours(1);

  private final Console console;

  SessionPages(Console console) {
    this.console = console;
  }

  List<Route> routes() {
    return List.of(
        console.page(
            "/login",
            Access.open(),
            "console.session.open",
            "The form to sign in.",
            request ->
                form(
                    request,
                    200,
                    LocalPath.orHome(Api.parameter(request, "next")),
                    notice(request))),
        console.openForm(
            "/login", "console.session.create", "Signs in with an API key.", this::signIn),
        console.form(
            "/logout",
            Access.signedIn(),
            "console.session.end",
            "Ends the session in this browser.",
            this::signOut));
  }

  /** Ends the token itself, so that a copy of the cookie opens nothing either. */
  private Response signOut(Request request) {
    String token = Cookies.read(request, Cookies.SESSION).orElse("");
    Answer answer = console.api().form(request, "/identity/revoke", Map.of("token", token));
    if (!answer.ok()) {
      throw answer.failure();
    }
    return console
        .redirect("/login?out=1")
        .withHeader("Set-Cookie", Cookies.noSession())
        .withHeader("Clear-Site-Data", "\"cache\"");
  }

  private Response form(Request request, int status, String next, Optional<Notice> notice) {
    Part body = out -> JteloginGenerated.render(out, null, next, notice);
    return console.bare(request, status, new Page("Sign in", "", body));
  }

  private static Optional<Notice> notice(Request request) {
    if (request.query("out").isPresent()) {
      return Optional.of(Notice.done("You are signed out."));
    }
    if (request.query("unsaved").isPresent()) {
      return Optional.of(
          new Notice(
              Tone.WARN,
              "Sign in to go on. What you sent was not done.",
              "Sessions end after an hour.",
              ""));
    }
    return request.query("next").isPresent()
        ? Optional.of(new Notice(Tone.WARN, "Sign in to go on.", "Sessions end after an hour.", ""))
        : Optional.empty();
  }

  private Response signIn(Request request) {
    Map<String, String> form = request.form();
    String next = LocalPath.orHome(form.getOrDefault("next", "/"));
    String apiKey = form.getOrDefault("apikey", "").strip();
    Answer answer =
        console
            .api()
            .form(request, "/identity/token", Map.of("grant_type", GRANT_TYPE, "apikey", apiKey));
    if (!answer.ok()) {
      return form(request, answer.status(), next, Optional.of(explain(apiKey, answer)));
    }
    JsonNode token = answer.json();
    Duration lifetime = Duration.ofSeconds(token.path("expires_in").asLong(LONGEST.toSeconds()));
    return console
        .redirect(next)
        .withHeader(
            "Set-Cookie",
            Cookies.session(
                token.path("access_token").asText(),
                lifetime.compareTo(LONGEST) < 0 ? lifetime : LONGEST));
  }

  private static Notice explain(String apiKey, Answer answer) {
    if (apiKey.isEmpty()) {
      return new Notice(Tone.BAD, "No API key was entered.", "Paste the whole key.", "");
    }
    return switch (answer.kind()) {
      case TOO_MANY ->
          new Notice(
              Tone.BAD,
              "Too many attempts failed.",
              "Wait a while, then try again.",
              "identity.login-barred");
      case INVALID, UNAUTHENTICATED, FORBIDDEN ->
          new Notice(
              Tone.BAD,
              "This API key does not open anything.",
              "It may be mistyped, expired or revoked. Paste it whole, or ask for a new one.",
              "");
      case NOT_FOUND,
          CONFLICT,
          GONE,
          TOO_LARGE,
          UNPROCESSABLE,
          UNAVAILABLE,
          NOT_SUPPORTED,
          INTERNAL -> {
        Failure failure = answer.failure();
        yield new Notice(
            Tone.BAD,
            "Signing in does not work at the moment.",
            "Look at /readyz?verbose and the server's log.",
            failure.code());
      }
    };
  }
}
