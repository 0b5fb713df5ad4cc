package redoubt.identity.console;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import redoubt.core.Failure;
import redoubt.identity.console.ApiKeysPage.Fresh;
import redoubt.identity.console.ApiKeysPage.Person;
import redoubt.identity.console.ApiKeysPage.Row;
import redoubt.identity.console.pages.JteapikeysGenerated;
import redoubt.web.Access;
import redoubt.web.HttpStatus;
import redoubt.web.Request;
import redoubt.web.Response;
import redoubt.web.Route;
import redoubt.web.console.Answer;
import redoubt.web.console.Api;
import redoubt.web.console.Console;
import redoubt.web.console.Notice;
import redoubt.web.console.Page;
import redoubt.web.console.Part;

/** API keys: one's own; administrators see those of others. A new key is shown once. */
final class ApiKeyPages {
  private final Console console;

  ApiKeyPages(Console console) {
    this.console = console;
  }

  List<Route> routes() {
    return List.of(
        console.page(
            IdentityConsole.API_KEYS,
            Access.signedIn(),
            "identity.apikey.list",
            "One's own API keys.",
            request ->
                list(request, Api.parameter(request, "user"), Optional.empty(), Optional.empty())),
        console.form(
            IdentityConsole.API_KEYS,
            Access.signedIn(),
            "identity.apikey.create",
            "Makes an API key and shows it once.",
            this::create),
        console.form(
            IdentityConsole.API_KEYS + "/{apikey}/delete",
            Access.signedIn(),
            "identity.apikey.delete",
            "Revokes an API key.",
            this::delete));
  }

  private Response list(
      Request request, String asked, Optional<Fresh> fresh, Optional<Failure> failure) {
    String self = request.principal().user();
    boolean administrator = request.principal().isAdministrator();
    String of = administrator && !asked.isEmpty() ? asked : self;
    Map<String, String> query = of.equals(self) ? Map.of() : Map.of("user", of);
    List<Row> keys =
        console.api().get(request, Api.path("/v1/apikeys", query)).items().stream()
            .map(key -> row(request, key))
            .toList();
    List<Person> people =
        administrator
            ? console.api().get(request, "/v1/users?limit=200").items().stream()
                .map(user -> person(user, of))
                .toList()
            : List.of();
    ApiKeysPage page =
        new ApiKeysPage(
            keys,
            of,
            of.equals(self),
            people,
            fresh,
            console.csrf(request),
            failure.isPresent() ? failure.map(Notice::of) : Changed.notice(request));
    Part body = out -> JteapikeysGenerated.render(out, null, page);
    int status = failure.map(it -> HttpStatus.of(it.kind())).orElse(200);
    return console.show(request, status, new Page("API keys", IdentityConsole.API_KEYS, body));
  }

  private Row row(Request request, JsonNode key) {
    String id = key.path("id").asText();
    return new Row(
        id,
        key.path("name").asText(),
        Answer.time(key, "createdAt").map(console::moment),
        Answer.time(key, "lastUsedAt").map(console::moment),
        Answer.time(key, "expiresAt").map(console::moment),
        id.equals(request.principal().credential()));
  }

  private static Person person(JsonNode user, String chosen) {
    String id = user.path("id").asText();
    return new Person(id, user.path("name").asText(), id.equals(chosen));
  }

  private Response create(Request request) {
    Map<String, String> form = request.form();
    String user = form.getOrDefault("user", "");
    try {
      Map<String, String> wish = new LinkedHashMap<>();
      wish.put("name", form.getOrDefault("name", "").strip());
      if (request.principal().isAdministrator() && !user.isEmpty()) {
        wish.put("user", user);
      }
      String expires = form.getOrDefault("expires", "").strip();
      if (!expires.isEmpty()) {
        wish.put("expiresAt", midnight(expires));
      }
      Answer answer = console.api().send(request, "POST", "/v1/apikeys", Map.of(), wish);
      Optional<Failure> failure = Changed.refusal(answer);
      if (failure.isPresent()) {
        return list(request, user, Optional.empty(), failure);
      }
      JsonNode made = answer.json();
      Fresh fresh = new Fresh(made.path("name").asText(), made.path("apikey").asText());
      return list(request, user, Optional.of(fresh), Optional.empty());
    } catch (DateTimeParseException e) {
      Failure failure =
          new Failure(
              Failure.Kind.INVALID,
              "console.bad-date",
              "The expiry date is not a date.",
              "Enter it as year, month and day: 2030-12-31.",
              e);
      return list(request, user, Optional.empty(), Optional.of(failure));
    }
  }

  private Response delete(Request request) {
    String user = request.form().getOrDefault("user", "");
    Answer answer =
        console
            .api()
            .call(
                request,
                "DELETE",
                "/v1/apikeys/" + Api.segment(request.pathParameter("apikey")),
                Map.of(),
                new byte[0]);
    Optional<Failure> failure = Changed.refusal(answer);
    return failure.isPresent()
        ? list(request, user, Optional.empty(), failure)
        : console.redirect(Api.path("/apikeys", Map.of("done", "removed", "user", user)));
  }

  private static String midnight(String date) {
    return LocalDate.parse(date).atStartOfDay(ZoneOffset.UTC).toInstant().toString();
  }
}
