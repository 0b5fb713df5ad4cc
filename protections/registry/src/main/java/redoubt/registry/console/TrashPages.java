package redoubt.registry.console;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import redoubt.core.Failure;
import redoubt.registry.console.pages.JtetrashGenerated;
import redoubt.web.Access;
import redoubt.web.Request;
import redoubt.web.Response;
import redoubt.web.Role;
import redoubt.web.Route;
import redoubt.web.console.Answer;
import redoubt.web.console.Api;
import redoubt.web.console.Console;
import redoubt.web.console.Instances;
import redoubt.web.console.Notice;
import redoubt.web.console.Page;
import redoubt.web.console.Pager;
import redoubt.web.console.Part;

/** The trash of an instance. */
final class TrashPages {
  private static final String PATH = "/instances/{instance}/trash";

  private final Console console;
  private final RegistryApi api;
  private final Instances instances;

  TrashPages(Console console, RegistryApi api, Instances instances) {
    this.console = console;
    this.api = api;
    this.instances = instances;
  }

  List<Route> routes() {
    return List.of(
        console.page(
            PATH,
            Access.signedIn(),
            "container-registry.trash.list",
            "What was deleted and can be restored.",
            request -> show(request, Optional.empty())),
        console.form(
            PATH,
            Access.signedIn(),
            "container-registry.trash.restore",
            "Restores an image from the trash.",
            this::restore));
  }

  static String path(String instance) {
    return "/instances/" + Api.segment(instance) + "/trash";
  }

  private Response show(Request request, Optional<Failure> failure) {
    String instance = RegistryApi.instance(request);
    String after = Api.parameter(request, "after");
    JsonNode answer = api.get(request, Api.path("/trash", Map.of("after", after))).json();
    List<TrashPage.Row> rows = new ArrayList<>();
    answer.path("items").forEach(item -> rows.add(row(request, item)));
    TrashPage page =
        new TrashPage(
            instance,
            instances.name(request, instance),
            rows,
            pager(rows.size(), after, Answer.text(answer, "next")),
            !request.principal().allows(instance, List.of(Role.READER)),
            console.csrf(request),
            failure.isPresent() ? failure.map(Notice::of) : notice(request));
    Part body = out -> JtetrashGenerated.render(out, null, page);
    return console.show(
        request, Forms.status(failure), new Page("Trash", RegistryConsole.START, body));
  }

  private TrashPage.Row row(Request request, JsonNode item) {
    String repository = item.path("repository").asText();
    return new TrashPage.Row(
        repository,
        item.path("digest").asText(),
        RegistryApi.texts(item.path("tags")),
        Sizes.text(item.path("size").asLong()),
        Answer.time(item, "deletedAt").map(console::moment),
        Answer.time(item, "endsAt").map(console::moment),
        RegistryApi.holdsInRepository(request, repository, Role.WRITER));
  }

  private static Pager pager(int rows, String after, Optional<String> next) {
    boolean whole = after.isEmpty() && next.isEmpty();
    return new Pager(
        whole ? rows + (rows == 1 ? " image" : " images") : "A page of " + rows + ", by name",
        after.isEmpty() ? Optional.empty() : Optional.of("?"),
        next.map(from -> Api.path("", Map.of("after", from))));
  }

  private Response restore(Request request) {
    Map<String, String> form = request.form();
    try {
      JsonNode restored =
          api.send(
              request,
              "POST",
              "/trash/restore",
              Map.of(
                  "repository",
                  form.getOrDefault("repository", ""),
                  "digest",
                  form.getOrDefault("digest", "")));
      return console.redirect(
          path(RegistryApi.instance(request))
              + "?done="
              + (restored.path("leftInTrash").isEmpty() ? "restored" : "partly"));
    } catch (Failure failure) {
      return Forms.again(failure, () -> show(request, Optional.of(failure)));
    }
  }

  private static Optional<Notice> notice(Request request) {
    return switch (Api.parameter(request, "done")) {
      case "restored" -> Optional.of(Notice.done("The image is restored, with its tags."));
      case "partly" ->
          Optional.of(
              Notice.done("The image is restored; tags that name another image by now stay here."));
      default -> Optional.empty();
    };
  }
}
