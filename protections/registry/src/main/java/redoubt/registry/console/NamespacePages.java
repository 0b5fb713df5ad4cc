package redoubt.registry.console;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import redoubt.core.Failure;
import redoubt.registry.console.pages.JtenamespacesGenerated;
import redoubt.web.Access;
import redoubt.web.Reach;
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

/** The namespaces of an instance, with what it uses. */
final class NamespacePages {
  private static final String PATH = "/instances/{instance}/images";

  private final Console console;
  private final RegistryApi api;
  private final Instances instances;
  private final ImageFacts facts;

  NamespacePages(Console console, RegistryApi api, Instances instances, ImageFacts facts) {
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
            "container-registry.namespace.list",
            "The namespaces of an instance.",
            request -> show(request, Map.of(), Optional.empty())),
        console.form(
            PATH,
            Access.instance(Role.MANAGER),
            "container-registry.namespace.create",
            "Adds a namespace.",
            this::add));
  }

  private Response show(Request request, Map<String, String> entered, Optional<Failure> failure) {
    String instance = RegistryApi.instance(request);
    List<NamespaceView> rows =
        api.get(request, "/namespaces").items().stream()
            .map(row -> NamespaceView.of(row, console::moment))
            .toList();
    NamespacesPage page =
        new NamespacesPage(
            instance,
            instances.choices(request, instance, Reach.IMAGES),
            rows,
            api.get(request, "/quota").jsonIfAllowed().map(QuotaView::of),
            facts.links(instance),
            Host.of(request),
            request.principal().allows(instance, List.of(Role.MANAGER)),
            Reach.IMAGES.holds(request.principal(), instance, List.of(Role.MANAGER)),
            !request.principal().allows(instance, List.of(Role.READER)),
            entered,
            console.csrf(request),
            failure.isPresent() ? failure.map(Notice::of) : notice(request));
    Part body = out -> JtenamespacesGenerated.render(out, null, page);
    return console.show(
        request, Forms.status(failure), new Page("Images", RegistryConsole.START, body));
  }

  private Response add(Request request) {
    String name = request.form().getOrDefault("name", "").strip();
    try {
      api.send(request, "POST", "/namespaces", Map.of("name", name));
      return console.redirect(
          RegistryApi.namespace(RegistryApi.instance(request), name) + "?done=added");
    } catch (Failure failure) {
      return Forms.again(failure, () -> show(request, Map.of("name", name), Optional.of(failure)));
    }
  }

  private static Optional<Notice> notice(Request request) {
    return switch (Api.parameter(request, "done")) {
      case "limits" -> Optional.of(Notice.done("The limits are set."));
      case "removed" -> Optional.of(Notice.done("The namespace is removed."));
      default -> Optional.empty();
    };
  }
}
