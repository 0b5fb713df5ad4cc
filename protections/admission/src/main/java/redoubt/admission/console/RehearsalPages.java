package redoubt.admission.console;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import redoubt.admission.console.pages.JterehearsalGenerated;
import redoubt.admission.console.pages.JterunningGenerated;
import redoubt.core.Failure;
import redoubt.web.Access;
import redoubt.web.HttpStatus;
import redoubt.web.Request;
import redoubt.web.Response;
import redoubt.web.Role;
import redoubt.web.Route;
import redoubt.web.console.Api;
import redoubt.web.console.Console;
import redoubt.web.console.Instances;
import redoubt.web.console.Notice;
import redoubt.web.console.Page;
import redoubt.web.console.Part;

/** What a cluster runs that would be refused: today, without a signer, by other policies. */
final class RehearsalPages {
  private static final String PATH = "/instances/{instance}/enforcement";

  private final Console console;
  private final Instances instances;

  RehearsalPages(Console console, Instances instances) {
    this.console = console;
    this.instances = instances;
  }

  List<Route> routes() {
    return List.of(
        console.page(
            PATH + "/running",
            Access.instance(Role.READER),
            "admission.impact",
            "What a cluster runs that would be refused, today or without a signer.",
            this::running),
        console.page(
            PATH + "/rehearsal",
            Access.instance(Role.READER),
            "admission.page",
            "Asks for policies to rehearse.",
            request -> show(request, Map.of(), Optional.empty(), Optional.empty())),
        console.form(
            PATH + "/rehearsal",
            Access.instance(Role.READER),
            "admission.rehearse",
            "Says what policies would refuse of what a cluster uses.",
            this::rehearse));
  }

  private static String policies(Request page) {
    return EnforcementPages.base(page) + "/image-policies";
  }

  /** The one that is wished for, or the first that asks. */
  private String cluster(Request page, String wished) {
    return wished.isEmpty()
        ? console.api().get(page, EnforcementPages.base(page) + "/admission").items().stream()
            .map(one -> one.path("name").asText())
            .findFirst()
            .orElse("")
        : wished;
  }

  private Response running(Request request) {
    String instance = request.pathParameter("instance");
    String cluster = cluster(request, Api.parameter(request, "cluster"));
    String signer = Api.parameter(request, "signer");
    String namespace = Api.parameter(request, "namespace");
    Optional<RunningPage.Found> found = Optional.empty();
    Optional<Failure> failure = Optional.empty();
    try {
      found =
          cluster.isEmpty()
              ? Optional.empty()
              : Optional.of(impact(request, cluster, signer, namespace));
    } catch (Failure e) {
      failure = Optional.of(e);
    }
    RunningPage page =
        new RunningPage(
            instance,
            instances.name(request, instance),
            cluster,
            signer,
            namespace,
            found,
            failure.map(Notice::of));
    Part body = out -> JterunningGenerated.render(out, null, page);
    return console.show(
        request,
        failure.map(it -> HttpStatus.of(it.kind())).orElse(200),
        new Page("What runs", EnforcementPages.SECTION, body));
  }

  private RunningPage.Found impact(
      Request request, String cluster, String signer, String namespace) {
    Map<String, Object> wish = new LinkedHashMap<>();
    wish.put("cluster", cluster);
    if (!signer.isEmpty()) {
      wish.put("revoke", Map.of("signer", signer, "namespace", namespace));
    }
    JsonNode found =
        console.api().send(request, "POST", policies(request) + "/impact", Map.of(), wish).json();
    return new RunningPage.Found(
        Looked.of(found, console::moment),
        FoundTable.of(
            found,
            "refused",
            signer.isEmpty() ? "Would be refused today" : "Runs thanks to " + signer + " alone"));
  }

  private Response rehearse(Request request) {
    Map<String, String> form = request.form();
    try {
      return show(request, form, Optional.of(rehearsed(request, form)), Optional.empty());
    } catch (Failure e) {
      return show(request, form, Optional.empty(), Optional.of(e));
    }
  }

  private RehearsalPage.Found rehearsed(Request request, Map<String, String> form) {
    String policies = form.getOrDefault("policies", "");
    String day = form.getOrDefault("grandfather", "").strip();
    Map<String, Object> wish = new LinkedHashMap<>();
    wish.put("cluster", cluster(request, form.getOrDefault("cluster", "").strip()));
    wish.put("policies", policies);
    wish.put("only", form.containsKey("only"));
    if (!day.isEmpty()) {
      wish.put("grandfather", day);
    }
    JsonNode found =
        console.api().send(request, "POST", policies(request) + "/rehearse", Map.of(), wish).json();
    return new RehearsalPage.Found(
        Looked.of(found, console::moment),
        StreamSupport.stream(found.path("replaced").spliterator(), false)
            .map(JsonNode::asText)
            .collect(Collectors.joining(", ")),
        List.of(
            FoundTable.of(found, "refused", "Would be refused"),
            FoundTable.of(found, "warned", "Would be admitted with a warning"),
            FoundTable.of(found, "opened", "Would be admitted, and is refused today")),
        !found.path("refused").isEmpty(),
        found.path("stays").size() + found.path("staysLeft").asLong(),
        found.has("grandfathered")
            ? Optional.of(exceptions(found.path("grandfathered"), policies))
            : Optional.empty());
  }

  private static RehearsalPage.Exceptions exceptions(JsonNode more, String policies) {
    String exceptions = more.path("policies").asText();
    String whole = policies.stripTrailing() + "\n";
    return new RehearsalPage.Exceptions(
        exceptions.isEmpty() ? whole : whole + "---\n" + exceptions,
        more.path("exceptions").asLong(),
        FoundTable.of(more, "left", "Would be refused even so"));
  }

  private Response show(
      Request request,
      Map<String, String> entered,
      Optional<RehearsalPage.Found> found,
      Optional<Failure> failure) {
    String instance = request.pathParameter("instance");
    RehearsalPage page =
        new RehearsalPage(
            instance,
            instances.name(request, instance),
            cluster(
                request,
                entered.getOrDefault("cluster", Api.parameter(request, "cluster")).strip()),
            entered,
            found,
            console.csrf(request),
            failure.map(Notice::of));
    Part body = out -> JterehearsalGenerated.render(out, null, page);
    return console.show(
        request,
        failure.map(it -> HttpStatus.of(it.kind())).orElse(200),
        new Page("Rehearse policies", EnforcementPages.SECTION, body));
  }
}
