package redoubt.keys.console;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import redoubt.core.Failure;
import redoubt.keys.Key;
import redoubt.keys.console.RingsPage.Ring;
import redoubt.keys.console.pages.JteringsGenerated;
import redoubt.web.Access;
import redoubt.web.HttpStatus;
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

/** Key rings: groups of keys to which roles can be given. */
final class RingPages {
  private static final String PATH = "/instances/{instance}/rings";

  /** What somebody who writes in the whole instance sees. */
  private static final Request.Rings EVERY_RING = new Request.Rings(true, Set.of());

  private final Console console;
  private final KeyApi api;
  private final Instances instances;

  RingPages(Console console, KeyApi api, Instances instances) {
    this.console = console;
    this.api = api;
    this.instances = instances;
  }

  List<Route> routes() {
    return List.of(
        console.page(
            PATH,
            Access.ring(Role.READER),
            "kms.keyrings.list",
            "The key rings of an instance.",
            request -> show(request, request.visibleRings(), Optional.empty())),
        console.form(
            PATH,
            Access.instance(Role.WRITER),
            "kms.keyrings.create",
            "Makes or removes a key ring.",
            this::change));
  }

  private Response show(Request request, Request.Rings visible, Optional<Failure> failure) {
    String instance = request.pathParameter("instance");
    boolean mayChange = request.principal().allows(instance, List.of(Role.WRITER));
    List<Ring> rings =
        KeyApi.check(api.get(request, "/api/v2/key_rings")).items().stream()
            .filter(ring -> visible.contains(ring.path("id").asText()))
            .map(ring -> ring(request, ring, mayChange))
            .toList();
    RingsPage page =
        new RingsPage(
            instance,
            instances.name(request, instance),
            rings,
            mayChange,
            Sight.of(visible),
            console.csrf(request),
            failure.isPresent() ? failure.map(Notice::of) : notice(request));
    Part body = out -> JteringsGenerated.render(out, null, page);
    int status = failure.map(it -> HttpStatus.of(it.kind())).orElse(200);
    return console.show(request, status, new Page("Key rings", KeyConsole.RINGS, body));
  }

  private Ring ring(Request request, JsonNode ring, boolean mayChange) {
    String id = ring.path("id").asText();
    long keys = api.count(request, Map.of(), Map.of("x-kms-key-ring", id));
    return new Ring(
        id,
        keys,
        ring.path("createdBy").asText(""),
        Answer.time(ring, "creationDate").map(console::moment),
        mayChange && keys == 0 && !id.equals(Key.DEFAULT_RING));
  }

  private Response change(Request request) {
    Map<String, String> form = request.form();
    String remove = form.getOrDefault("remove", "");
    String ring = remove.isEmpty() ? form.getOrDefault("ring", "").strip() : remove;
    try {
      if (ring.isEmpty()) {
        throw new Failure(
            Failure.Kind.INVALID,
            "console.no-ring",
            "No name was entered.",
            "Enter 2 to 100 letters, digits and hyphens.");
      }
      api.change(
          request, remove.isEmpty() ? "POST" : "DELETE", "/api/v2/key_rings/" + Api.segment(ring));
      return console.redirect(
          "/instances/"
              + Api.segment(request.pathParameter("instance"))
              + "/rings?done="
              + (remove.isEmpty() ? "made" : "removed"));
    } catch (Failure failure) {
      return switch (failure.kind()) {
        case INVALID, CONFLICT, UNPROCESSABLE, NOT_SUPPORTED, UNAVAILABLE, TOO_MANY, GONE ->
            show(request, EVERY_RING, Optional.of(failure));
        case UNAUTHENTICATED, FORBIDDEN, NOT_FOUND, TOO_LARGE, INTERNAL -> throw failure;
      };
    }
  }

  private static Optional<Notice> notice(Request request) {
    return switch (Api.parameter(request, "done")) {
      case "made" -> Optional.of(Notice.done("The key ring is made."));
      case "removed" -> Optional.of(Notice.done("The key ring is removed."));
      default -> Optional.empty();
    };
  }
}
