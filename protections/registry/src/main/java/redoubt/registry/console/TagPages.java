package redoubt.registry.console;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import redoubt.registry.console.pages.JtetagsGenerated;
import redoubt.web.Access;
import redoubt.web.Request;
import redoubt.web.Response;
import redoubt.web.Route;
import redoubt.web.console.Answer;
import redoubt.web.console.Api;
import redoubt.web.console.Console;
import redoubt.web.console.Instances;
import redoubt.web.console.Notice;
import redoubt.web.console.Page;
import redoubt.web.console.Part;
import redoubt.web.console.Pill;
import redoubt.web.console.Who;

/** The tags of a repository. */
final class TagPages {
  private final Console console;
  private final RegistryApi api;
  private final Instances instances;
  private final ImageFacts facts;

  TagPages(Console console, RegistryApi api, Instances instances, ImageFacts facts) {
    this.console = console;
    this.api = api;
    this.instances = instances;
    this.facts = facts;
  }

  List<Route> routes() {
    return List.of(
        console.page(
            "/instances/{instance}/tags/{name+}",
            Access.signedIn(),
            "container-registry.image.list",
            "The tags of a repository.",
            this::show));
  }

  private Response show(Request request) {
    String instance = RegistryApi.instance(request);
    String repository = request.pathParameter("name");
    JsonNode answer =
        api.get(
                request,
                Api.path(
                    "/repositories/" + RegistryApi.name(repository) + "/tags",
                    RegistryApi.span(request)))
            .json();
    List<JsonNode> items = new ArrayList<>();
    answer.path("items").forEach(items::add);
    Map<String, Pill> trust =
        items.isEmpty()
            ? Map.of()
            : facts.glance(
                console,
                request,
                repository,
                items.stream().map(item -> item.path("digest").asText()).distinct().toList());
    List<TagsPage.Row> rows =
        items.stream().map(item -> row(instance, repository, item, trust)).toList();
    TagsPage page =
        new TagsPage(
            instance,
            instances.name(request, instance),
            repository,
            Api.parameter(request, "search"),
            Api.parameter(request, "all").equals("true"),
            rows,
            RegistryApi.pager(
                request, answer, rows.stream().map(TagsPage.Row::name).toList(), "tag"),
            Host.of(request),
            notice(request));
    Part body = out -> JtetagsGenerated.render(out, null, page);
    return console.show(request, new Page(repository, RegistryConsole.START, body));
  }

  private TagsPage.Row row(
      String instance, String repository, JsonNode item, Map<String, Pill> trust) {
    String name = item.path("name").asText();
    String digest = item.path("digest").asText();
    String kind = kind(item);
    return new TagsPage.Row(
        name,
        RegistryApi.image(instance, repository, name),
        digest,
        kind,
        RegistryApi.texts(item.path("platforms")),
        Sizes.text(item.path("size").asLong()),
        Answer.time(item, "movedAt").map(console::moment),
        Who.of(item, "movedBy"),
        Optional.ofNullable(trust.get(digest)));
  }

  /** What it is, unless it is an image or a list of images. */
  static String kind(JsonNode item) {
    return item.path("artifactType").asText("");
  }

  private static Optional<Notice> notice(Request request) {
    return switch (Api.parameter(request, "done")) {
      case "deleted" ->
          Optional.of(
              Notice.done("The image is in the trash, with its tags, and can be restored."));
      default -> Optional.empty();
    };
  }
}
