package redoubt.registry.console;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import redoubt.core.Failure;
import redoubt.registry.console.pages.JtequotaGenerated;
import redoubt.web.Access;
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

/** Storage and traffic of an instance, and their limits. */
final class QuotaPages {
  private static final String PATH = "/instances/{instance}/quota";

  private final Console console;
  private final RegistryApi api;
  private final Instances instances;

  QuotaPages(Console console, RegistryApi api, Instances instances) {
    this.console = console;
    this.api = api;
    this.instances = instances;
  }

  List<Route> routes() {
    return List.of(
        console.page(
            PATH,
            Access.instance(Role.READER),
            "container-registry.quota.get",
            "Storage and traffic of an instance, and their limits.",
            request -> show(request, Map.of(), Optional.empty())),
        console.form(
            PATH,
            Access.instance(Role.MANAGER),
            "container-registry.quota.set",
            "Sets the limits of an instance.",
            this::set));
  }

  static String path(String instance) {
    return "/instances/" + Api.segment(instance) + "/quota";
  }

  private Response show(Request request, Map<String, String> entered, Optional<Failure> failure) {
    String instance = RegistryApi.instance(request);
    JsonNode answer = api.get(request, "/quota").json();
    List<QuotaPage.Row> rows = new ArrayList<>();
    answer.path("namespaces").forEach(row -> rows.add(row(instance, row)));
    QuotaPage page =
        new QuotaPage(
            instance,
            instances.name(request, instance),
            QuotaView.of(answer),
            rows,
            request.principal().allows(instance, List.of(Role.MANAGER)),
            entered,
            console.csrf(request),
            failure.isPresent() ? failure.map(Notice::of) : notice(request));
    Part body = out -> JtequotaGenerated.render(out, null, page);
    return console.show(
        request, Forms.status(failure), new Page("Quota and traffic", RegistryConsole.START, body));
  }

  private static QuotaPage.Row row(String instance, JsonNode json) {
    String name = json.path("name").asText();
    OptionalLong limit = NamespaceView.number(json, "limit");
    return new QuotaPage.Row(
        name,
        RegistryApi.namespace(instance, name),
        Sizes.text(json.path("store").asLong()),
        Sizes.text(json.path("trash").asLong()),
        limit.isPresent() ? Sizes.text(limit.getAsLong()) : "");
  }

  private Response set(Request request) {
    Map<String, String> form = request.form();
    try {
      Map<String, @Nullable Object> limit = new LinkedHashMap<>();
      for (String field : List.of("store", "traffic")) {
        OptionalLong most = Sizes.read(form.getOrDefault(field, ""));
        limit.put(field, most.isPresent() ? (Long) most.getAsLong() : null);
      }
      JsonNode _ = api.send(request, "PUT", "/quota", Map.of("limit", limit));
      return console.redirect(path(RegistryApi.instance(request)) + "?done=limits");
    } catch (Failure failure) {
      return Forms.again(failure, () -> show(request, form, Optional.of(failure)));
    }
  }

  private static Optional<Notice> notice(Request request) {
    return Api.parameter(request, "done").equals("limits")
        ? Optional.of(Notice.done("The limits hold from now on."))
        : Optional.empty();
  }
}
