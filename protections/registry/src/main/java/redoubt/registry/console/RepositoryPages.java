package redoubt.registry.console;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import redoubt.core.Failure;
import redoubt.registry.RegistryFailures;
import redoubt.registry.console.pages.JterepositoriesGenerated;
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
import redoubt.web.console.Part;

/** The repositories of a namespace, and what holds for it. */
final class RepositoryPages {
  private static final String PATH = "/instances/{instance}/images/{namespace}";

  private final Console console;
  private final RegistryApi api;
  private final Instances instances;
  private final ImageFacts facts;

  RepositoryPages(Console console, RegistryApi api, Instances instances, ImageFacts facts) {
    this.console = console;
    this.api = api;
    this.instances = instances;
    this.facts = facts;
  }

  List<Route> routes() {
    return List.of(
        console.page(
            PATH,
            Access.signedIn(),
            "container-registry.image.list",
            "The repositories of a namespace.",
            request -> show(request, Map.of(), Optional.empty())),
        console.form(
            PATH,
            Access.signedIn(),
            "container-registry.settings.set",
            "Changes what holds for a namespace.",
            this::change));
  }

  private Response show(Request request, Map<String, String> entered, Optional<Failure> failure) {
    String instance = RegistryApi.instance(request);
    String name = request.pathParameter("namespace");
    NamespaceView namespace =
        api.get(request, "/namespaces").items().stream()
            .filter(row -> row.path("name").asText().equals(name))
            .findFirst()
            .map(row -> NamespaceView.of(row, console::moment))
            .orElseThrow(RegistryFailures::noNamespace);
    JsonNode answer =
        api.get(
                request,
                Api.path(
                    "/namespaces/" + Api.segment(name) + "/repositories",
                    RegistryApi.span(request)))
            .json();
    List<RepositoriesPage.Row> rows = new ArrayList<>();
    answer.path("items").forEach(row -> rows.add(row(instance, row)));
    boolean whole = namespace.store().isPresent();
    RepositoriesPage page =
        new RepositoriesPage(
            instance,
            instances.name(request, instance),
            namespace,
            whole ? facts.links(instance, name) : List.of(),
            Api.parameter(request, "search"),
            rows,
            RegistryApi.pager(
                request,
                answer,
                rows.stream().map(RepositoriesPage.Row::name).toList(),
                "repository"),
            Host.of(request),
            RegistryApi.holdsInNamespace(request, name, Role.MANAGER),
            request.principal().allows(instance, List.of(Role.MANAGER)),
            entered,
            console.csrf(request),
            failure.isPresent() ? failure.map(Notice::of) : notice(request));
    Part body = out -> JterepositoriesGenerated.render(out, null, page);
    return console.show(
        request, Forms.status(failure), new Page(name, RegistryConsole.START, body));
  }

  private RepositoriesPage.Row row(String instance, JsonNode json) {
    String name = json.path("name").asText();
    return new RepositoriesPage.Row(
        name,
        RegistryApi.tags(instance, name),
        NamespaceView.count(json.path("tags").asLong()),
        Answer.time(json, "pushedAt").map(console::moment),
        Sizes.text(json.path("size").asLong()));
  }

  private Response change(Request request) {
    Map<String, String> form = request.form();
    String name = request.pathParameter("namespace");
    try {
      Map<String, @Nullable Object> wish = new LinkedHashMap<>();
      wish.put("anonymousPull", form.containsKey("open"));
      wish.put(
          "immutableTags",
          Arrays.stream(form.getOrDefault("immutable", "").split("[\\s,]+", 50))
              .filter(glob -> !glob.isEmpty())
              .toList());
      if (form.containsKey("limit")) {
        OptionalLong limit = Sizes.read(form.get("limit"));
        wish.put("limit", limit.isPresent() ? (Long) limit.getAsLong() : null);
      }
      api.send(request, "PATCH", "/namespaces/" + Api.segment(name), wish);
      return console.redirect(
          RegistryApi.namespace(RegistryApi.instance(request), name) + "?done=settings");
    } catch (Failure failure) {
      Map<String, String> entered = new LinkedHashMap<>(form);
      entered.putIfAbsent("open", "");
      return Forms.again(failure, () -> show(request, entered, Optional.of(failure)));
    }
  }

  private static Optional<Notice> notice(Request request) {
    return switch (Api.parameter(request, "done")) {
      case "added" -> Optional.of(Notice.done("The namespace is made."));
      case "settings" -> Optional.of(Notice.done("The settings hold from now on."));
      default -> Optional.empty();
    };
  }
}
