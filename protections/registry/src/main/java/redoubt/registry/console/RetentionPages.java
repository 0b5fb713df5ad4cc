package redoubt.registry.console;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import redoubt.core.Failure;
import redoubt.registry.RegistryFailures;
import redoubt.registry.console.pages.JteretentionGenerated;
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

/** What of a namespace goes to the trash by itself. */
final class RetentionPages {
  private static final String PATH = "/instances/{instance}/images/{namespace}/retention";
  private static final int ROWS = 200;

  private final Console console;
  private final RegistryApi api;
  private final Instances instances;

  RetentionPages(Console console, RegistryApi api, Instances instances) {
    this.console = console;
    this.api = api;
    this.instances = instances;
  }

  List<Route> routes() {
    return List.of(
        console.page(
            PATH,
            Access.signedIn(),
            "container-registry.retention.get",
            "What of a namespace goes to the trash by itself.",
            request -> show(request, Optional.empty(), Optional.empty(), Optional.empty())),
        console.form(
            PATH,
            Access.signedIn(),
            "container-registry.retention.set",
            "Says what a retention policy would do, sets it, runs it or ends it.",
            this::change));
  }

  static String path(String instance, String namespace) {
    return RegistryApi.namespace(instance, namespace) + "/retention";
  }

  private static String policy(Request request) {
    return "/namespaces/" + Api.segment(request.pathParameter("namespace")) + "/retention";
  }

  private Response show(
      Request request,
      Optional<Map<String, String>> entered,
      Optional<RetentionPage.Outcome> outcome,
      Optional<Failure> failure) {
    String instance = RegistryApi.instance(request);
    Answer answer = api.get(request, policy(request));
    boolean none = !answer.ok() && answer.failure().code().equals("registry.no-retention");
    Optional<JsonNode> set = none ? Optional.empty() : Optional.of(answer.json());
    RetentionPage page =
        new RetentionPage(
            instance,
            instances.name(request, instance),
            request.pathParameter("namespace"),
            set.isPresent(),
            entered.orElseGet(() -> set.map(RetentionPages::fields).orElse(Map.of())),
            outcome,
            RegistryApi.holdsInNamespace(request, request.pathParameter("namespace"), Role.WRITER),
            console.csrf(request),
            failure.isPresent() ? failure.map(Notice::of) : notice(request));
    Part body = out -> JteretentionGenerated.render(out, null, page);
    return console.show(
        request,
        Forms.status(failure),
        new Page("Retention of " + page.namespace(), RegistryConsole.START, body));
  }

  private static Map<String, String> fields(JsonNode policy) {
    Map<String, String> fields = new LinkedHashMap<>();
    for (String number : List.of("newest", "days", "thresholdDays")) {
      if (policy.path(number).asInt() > 0) {
        fields.put(number, policy.path(number).asText());
      }
    }
    fields.put("keepTags", String.join(", ", RegistryApi.texts(policy.path("keepTags"))));
    fields.put("keepUntagged", policy.path("keepUntagged").asText());
    fields.put("assumeUnused", policy.path("assumeUnused").asText());
    return fields;
  }

  private Response change(Request request) {
    Map<String, String> form = request.form();
    try {
      return switch (form.getOrDefault("do", "look")) {
        case "end" -> {
          JsonNode _ = api.send(request, "DELETE", policy(request), Map.of());
          yield back(request, "ended");
        }
        case "set" -> {
          JsonNode _ = api.send(request, "PUT", policy(request), wish(form));
          yield back(request, "set");
        }
        default ->
            show(
                request,
                Optional.of(form),
                Optional.of(
                    outcome(
                        request,
                        api.send(request, "POST", policy(request) + "/analyze", wish(form)))),
                Optional.empty());
      };
    } catch (Failure failure) {
      return Forms.again(
          failure, () -> show(request, Optional.of(form), Optional.empty(), Optional.of(failure)));
    }
  }

  private Response back(Request request, String done) {
    return console.redirect(
        path(RegistryApi.instance(request), request.pathParameter("namespace")) + "?done=" + done);
  }

  private static Map<String, Object> wish(Map<String, String> form) {
    Map<String, Object> wish = new LinkedHashMap<>();
    for (String field : List.of("newest", "days", "thresholdDays")) {
      String text = form.getOrDefault(field, "").strip();
      if (!text.isEmpty()) {
        if (!text.matches("[0-9]{1,6}")) {
          throw RegistryFailures.badField(field, "Enter a whole number, or nothing.");
        }
        wish.put(field, Integer.parseInt(text));
      }
    }
    wish.put(
        "keepTags",
        Arrays.stream(form.getOrDefault("keepTags", "").split("[\\s,]+", 50))
            .filter(glob -> !glob.isEmpty())
            .toList());
    wish.put("keepUntagged", form.containsKey("keepUntagged"));
    wish.put("assumeUnused", form.containsKey("assumeUnused"));
    return wish;
  }

  private RetentionPage.Outcome outcome(Request request, JsonNode json) {
    String instance = RegistryApi.instance(request);
    List<RetentionPage.Row> rows = new ArrayList<>();
    for (JsonNode image : json.path("items")) {
      if (rows.size() < ROWS) {
        String repository = image.path("repository").asText();
        String digest = image.path("digest").asText();
        rows.add(
            new RetentionPage.Row(
                repository,
                RegistryApi.image(instance, repository, digest),
                digest,
                String.join(", ", RegistryApi.texts(image.path("tags"))),
                Sizes.text(image.path("size").asLong()),
                Answer.time(image, "createdAt").map(console::moment)));
      }
    }
    List<ConfigView.Pair> kept = new ArrayList<>();
    json.path("kept")
        .properties()
        .forEach(why ->
            kept.add(
                new ConfigView.Pair(
                    json.path("reasons").path(why.getKey()).asText(), why.getValue().asText())));
    return new RetentionPage.Outcome(
        rows, json.path("items").size(), kept, json.path("knowsRunning").asBoolean());
  }

  private static Optional<Notice> notice(Request request) {
    return switch (Api.parameter(request, "done")) {
      case "set" ->
          Optional.of(Notice.done("The policy holds; it ran at once, and does so once a day."));
      case "ended" -> Optional.of(Notice.done("The policy is ended; nothing goes by itself."));
      default -> Optional.empty();
    };
  }
}
