package redoubt.registry.console;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import redoubt.core.Failure;
import redoubt.registry.console.pages.JtewebhooksGenerated;
import redoubt.registry.events.Event;
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
import redoubt.web.console.Pill;
import redoubt.web.console.Tone;

/** Webhooks of a namespace. */
final class WebhookPages {
  private static final String PATH = "/instances/{instance}/images/{namespace}/webhooks";
  private static final int DELIVERIES = 50;

  private final Console console;
  private final RegistryApi api;
  private final Instances instances;

  WebhookPages(Console console, RegistryApi api, Instances instances) {
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
            "registry.webhook.list",
            "Webhooks of a namespace.",
            request -> show(request, Map.of(), Optional.empty())),
        console.form(PATH, manager, "registry.webhook.add", "Adds a webhook.", this::add),
        console.form(
            PATH + "/{webhook}/remove",
            manager,
            "registry.webhook.remove",
            "Removes a webhook.",
            this::remove));
  }

  static String path(String instance, String namespace) {
    return RegistryApi.namespace(instance, namespace) + "/webhooks";
  }

  private static String path(Request request) {
    return path(RegistryApi.instance(request), request.pathParameter("namespace"));
  }

  private static String hooks(Request request) {
    return "/namespaces/" + Api.segment(request.pathParameter("namespace")) + "/webhooks";
  }

  private Response show(Request request, Map<String, String> entered, Optional<Failure> failure) {
    String instance = RegistryApi.instance(request);
    String chosen = Api.parameter(request, "webhook");
    WebhooksPage page =
        new WebhooksPage(
            instance,
            instances.name(request, instance),
            request.pathParameter("namespace"),
            api.get(request, hooks(request)).items().stream().map(this::row).toList(),
            chosen,
            chosen.isEmpty()
                ? List.of()
                : api
                    .get(request, hooks(request) + "/" + Api.segment(chosen) + "/deliveries")
                    .items()
                    .stream()
                    .limit(DELIVERIES)
                    .map(this::delivery)
                    .toList(),
            kinds().stream()
                .map(kind -> new Choice(kind, kind, entered.isEmpty() || entered.containsKey(kind)))
                .toList(),
            entered,
            console.csrf(request),
            failure.isPresent() ? failure.map(Notice::of) : notice(request));
    Part body = out -> JtewebhooksGenerated.render(out, null, page);
    return console.show(
        request,
        Forms.status(failure),
        new Page("Webhooks of " + page.namespace(), RegistryConsole.START, body));
  }

  private static List<String> kinds() {
    return Arrays.stream(Event.Kind.values())
        .map(kind -> kind.name().toLowerCase(Locale.ROOT))
        .toList();
  }

  private WebhooksPage.Row row(JsonNode json) {
    return new WebhooksPage.Row(
        json.path("id").asText(),
        json.path("url").asText(),
        String.join(", ", RegistryApi.texts(json.path("events"))),
        json.path("signed").asBoolean(),
        Answer.time(json, "createdAt").map(console::moment));
  }

  private WebhooksPage.Delivery delivery(JsonNode json) {
    return new WebhooksPage.Delivery(
        json.path("kind").asText(),
        Answer.time(json, "at").map(console::moment),
        switch (json.path("state").asText()) {
          case "taken" -> new Pill(Tone.PLAIN, "taken");
          case "dead" -> new Pill(Tone.BAD, "given up");
          default -> new Pill(Tone.WARN, "waiting");
        },
        json.path("tries").asLong(),
        json.path("said").asText(""),
        Answer.time(json, "nextTry").map(console::moment));
  }

  private Response add(Request request) {
    Map<String, String> form = request.form();
    try {
      Map<String, Object> wish = new LinkedHashMap<>();
      wish.put("url", form.getOrDefault("url", "").strip());
      wish.put("events", kinds().stream().filter(form::containsKey).toList());
      wish.put("key", form.getOrDefault("key", ""));
      JsonNode _ = api.send(request, "POST", hooks(request), wish);
      return console.redirect(path(request) + "?done=added");
    } catch (Failure failure) {
      Map<String, String> entered = new LinkedHashMap<>(form);
      entered.remove("key");
      return Forms.again(failure, () -> show(request, entered, Optional.of(failure)));
    }
  }

  private Response remove(Request request) {
    JsonNode _ =
        api.send(
            request,
            "DELETE",
            hooks(request) + "/" + Api.segment(request.pathParameter("webhook")),
            Map.of());
    return console.redirect(path(request) + "?done=removed");
  }

  private static Optional<Notice> notice(Request request) {
    return switch (Api.parameter(request, "done")) {
      case "added" -> Optional.of(Notice.done("The webhook is added."));
      case "removed" -> Optional.of(Notice.done("The webhook is removed."));
      default -> Optional.empty();
    };
  }
}
