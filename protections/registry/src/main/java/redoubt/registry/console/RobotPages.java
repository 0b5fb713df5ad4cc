package redoubt.registry.console;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import redoubt.core.Failure;
import redoubt.registry.RegistryFailures;
import redoubt.registry.console.pages.JterobotsGenerated;
import redoubt.web.Access;
import redoubt.web.Request;
import redoubt.web.Response;
import redoubt.web.Route;
import redoubt.web.console.Answer;
import redoubt.web.console.Api;
import redoubt.web.console.Choice;
import redoubt.web.console.Console;
import redoubt.web.console.Instances;
import redoubt.web.console.Notice;
import redoubt.web.console.Page;
import redoubt.web.console.Part;

/** Programs that push or pull in one namespace or repository. */
final class RobotPages {
  private static final String PATH = "/instances/{instance}/robots";

  private final Console console;
  private final RegistryApi api;
  private final Instances instances;

  RobotPages(Console console, RegistryApi api, Instances instances) {
    this.console = console;
    this.api = api;
    this.instances = instances;
  }

  List<Route> routes() {
    Access manager = Access.signedIn();
    return List.of(
        console.page(
            PATH,
            manager,
            "container-registry.robot.list",
            "Programs that push or pull.",
            request -> show(request, Optional.empty(), Map.of(), Optional.empty())),
        console.form(
            PATH,
            manager,
            "container-registry.robot.create",
            "Adds a robot, and shows its key once.",
            this::add),
        console.form(
            PATH + "/{robot}/remove",
            manager,
            "container-registry.robot.delete",
            "Removes a robot with its key.",
            this::remove));
  }

  static String path(String instance) {
    return "/instances/" + Api.segment(instance) + "/robots";
  }

  private Response show(
      Request request,
      Optional<RobotsPage.Fresh> fresh,
      Map<String, String> entered,
      Optional<Failure> failure) {
    String instance = RegistryApi.instance(request);
    String chosen = entered.getOrDefault("namespace", Api.parameter(request, "namespace"));
    RobotsPage page =
        new RobotsPage(
            instance,
            instances.name(request, instance),
            api.get(request, "/robots").items().stream().map(this::row).toList(),
            api.get(request, "/namespaces").items().stream()
                .map(row -> row.path("name").asText())
                .map(name -> new Choice(name, name, name.equals(chosen)))
                .toList(),
            fresh,
            Host.of(request),
            entered,
            console.csrf(request),
            failure.isPresent() ? failure.map(Notice::of) : notice(request));
    Part body = out -> JterobotsGenerated.render(out, null, page);
    return console.show(
        request, Forms.status(failure), new Page("Robots", RegistryConsole.START, body));
  }

  private RobotsPage.Row row(JsonNode json) {
    return new RobotsPage.Row(
        json.path("robot").asText(),
        json.path("repository").asText(json.path("namespace").asText()),
        json.path("role").asText().equals("writer") ? "pushes and pulls" : "pulls",
        Answer.time(json, "expiresAt").map(console::moment),
        Answer.time(json, "lastUsedAt").map(console::moment),
        Answer.time(json, "createdAt").map(console::moment));
  }

  private Response add(Request request) {
    Map<String, String> form = request.form();
    try {
      String days = form.getOrDefault("days", "").strip();
      if (!days.matches("[0-9]{1,4}")) {
        throw RegistryFailures.badField("days", "Enter a whole number of days, 366 at most.");
      }
      Map<String, Object> wish = new LinkedHashMap<>();
      for (String field : List.of("name", "namespace", "repository", "role")) {
        wish.put(field, form.getOrDefault(field, "").strip());
      }
      wish.put("expiresInDays", Integer.parseInt(days));
      JsonNode made = api.send(request, "POST", "/robots", wish);
      RobotsPage.Fresh fresh =
          new RobotsPage.Fresh(made.path("robot").asText(), made.path("apikey").asText());
      return show(request, Optional.of(fresh), Map.of(), Optional.empty());
    } catch (Failure failure) {
      return Forms.again(
          failure, () -> show(request, Optional.empty(), form, Optional.of(failure)));
    }
  }

  private Response remove(Request request) {
    try {
      JsonNode _ =
          api.send(
              request,
              "DELETE",
              "/robots/" + Api.segment(request.pathParameter("robot")),
              Map.of());
      return console.redirect(path(RegistryApi.instance(request)) + "?done=removed");
    } catch (Failure failure) {
      return Forms.again(
          failure, () -> show(request, Optional.empty(), Map.of(), Optional.of(failure)));
    }
  }

  private static Optional<Notice> notice(Request request) {
    return Api.parameter(request, "done").equals("removed")
        ? Optional.of(Notice.done("The robot is removed, and its key opens nothing any more."))
        : Optional.empty();
  }
}
