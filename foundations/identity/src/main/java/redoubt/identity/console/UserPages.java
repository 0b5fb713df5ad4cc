package redoubt.identity.console;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import redoubt.core.Failure;
import redoubt.identity.console.UsersPage.Row;
import redoubt.identity.console.pages.JteusersGenerated;
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

/** Users, for administrators. */
final class UserPages {
  private final Console console;

  UserPages(Console console) {
    this.console = console;
  }

  List<Route> routes() {
    return List.of(
        console.page(
            IdentityConsole.USERS,
            Access.administrator(),
            "identity.user.list",
            "The users of the server.",
            request -> list(request, Optional.empty())),
        console.form(
            IdentityConsole.USERS,
            Access.administrator(),
            "identity.user.create",
            "Makes a user.",
            this::create),
        console.form(
            IdentityConsole.USERS + "/{user}/delete",
            Access.administrator(),
            "identity.user.delete",
            "Deletes a user with all their API keys.",
            this::delete));
  }

  private Response list(Request request, Optional<Failure> failure) {
    List<Row> users =
        console.api().get(request, "/v1/users?limit=200").items().stream()
            .map(user ->
                new Row(
                    user.path("id").asText(),
                    user.path("name").asText(),
                    user.path("administrator").asBoolean(),
                    user.path("service").asBoolean(),
                    Answer.time(user, "createdAt").map(console::moment)))
            .toList();
    UsersPage page =
        new UsersPage(
            users,
            request.principal().user(),
            console.csrf(request),
            failure.isPresent() ? failure.map(Notice::of) : Changed.notice(request));
    Part body = out -> JteusersGenerated.render(out, null, page);
    int status = failure.map(it -> HttpStatus.of(it.kind())).orElse(200);
    return console.show(request, status, new Page("Users", IdentityConsole.USERS, body));
  }

  private Response create(Request request) {
    Map<String, String> form = request.form();
    Map<String, Object> user = new LinkedHashMap<>();
    user.put("name", form.getOrDefault("name", "").strip());
    user.put("administrator", form.getOrDefault("kind", "").equals("administrator"));
    user.put("service", form.getOrDefault("kind", "").equals("service"));
    Answer answer = console.api().send(request, "POST", "/v1/users", Map.of(), user);
    Optional<Failure> failure = Changed.refusal(answer);
    return failure.isPresent() ? list(request, failure) : console.redirect("/users?done=made");
  }

  private Response delete(Request request) {
    Answer answer =
        console
            .api()
            .call(
                request,
                "DELETE",
                "/v1/users/" + Api.segment(request.pathParameter("user")),
                Map.of(),
                new byte[0]);
    Optional<Failure> failure = Changed.refusal(answer);
    return failure.isPresent() ? list(request, failure) : console.redirect("/users?done=removed");
  }
}
