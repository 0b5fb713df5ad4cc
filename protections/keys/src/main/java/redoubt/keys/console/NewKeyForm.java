package redoubt.keys.console;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import redoubt.core.Failure;
import redoubt.keys.Key;
import redoubt.keys.console.pages.JtenewkeyGenerated;
import redoubt.web.Access;
import redoubt.web.HttpStatus;
import redoubt.web.Request;
import redoubt.web.Response;
import redoubt.web.Role;
import redoubt.web.Route;
import redoubt.web.console.Api;
import redoubt.web.console.Choice;
import redoubt.web.console.Console;
import redoubt.web.console.Instances;
import redoubt.web.console.Notice;
import redoubt.web.console.Page;
import redoubt.web.console.Part;

/**
 * Makes a key. Bringing one's own material is left to the CLI and the API, where it stays off the
 * screen.
 */
final class NewKeyForm {
  private static final String PATH = "/instances/{instance}/new-key";

  private final Console console;
  private final KeyApi api;
  private final Instances instances;
  private final boolean hardware;

  NewKeyForm(Console console, KeyApi api, Instances instances, boolean hardware) {
    this.console = console;
    this.api = api;
    this.instances = instances;
    this.hardware = hardware;
  }

  List<Route> routes() {
    return List.of(
        console.page(
            PATH,
            Access.ring(Role.WRITER),
            "kms.secrets.create",
            "The form for a new key.",
            request -> form(request, Map.of("ring", Key.DEFAULT_RING), Optional.empty())),
        console.form(
            PATH, Access.ring(Role.WRITER), "kms.secrets.create", "Makes a key.", this::create));
  }

  private Response form(Request request, Map<String, String> entered, Optional<Failure> failure) {
    Request.Rings visible = request.visibleRings();
    String instance = request.pathParameter("instance");
    String chosen = entered.getOrDefault("ring", Key.DEFAULT_RING);
    List<Choice> rings =
        api.get(request, "/api/v2/key_rings").itemsIfAllowed().stream()
            .map(ring -> ring.path("id").asText())
            .filter(visible::contains)
            .map(id -> new Choice(id, id, id.equals(chosen)))
            .toList();
    NewKeyPage page =
        new NewKeyPage(
            instance,
            instances.name(request, instance),
            rings,
            hardware,
            entered,
            console.csrf(request),
            failure.map(Notice::of));
    Part body = out -> JtenewkeyGenerated.render(out, null, page);
    int status = failure.map(it -> HttpStatus.of(it.kind())).orElse(200);
    return console.show(request, status, new Page("New key", KeyConsole.START, body));
  }

  private Response create(Request request) {
    Map<String, String> form = request.form();
    String ring = form.getOrDefault("ring", Key.DEFAULT_RING);
    request.requireRing(ring);
    try {
      JsonNode made =
          api.change(
              request, "POST", "/api/v2/keys", Map.of("x-kms-key-ring", ring), "key", body(form));
      String id = made.path("resources").path(0).path("id").asText();
      return console.redirect(
          "/instances/"
              + Api.segment(request.pathParameter("instance"))
              + "/keys/"
              + Api.segment(id)
              + "?done=created");
    } catch (Failure failure) {
      return switch (failure.kind()) {
        case INVALID, CONFLICT, UNPROCESSABLE, NOT_SUPPORTED, UNAVAILABLE, TOO_MANY, GONE ->
            form(request, form, Optional.of(failure));
        case UNAUTHENTICATED, FORBIDDEN, NOT_FOUND, TOO_LARGE, INTERNAL -> throw failure;
      };
    }
  }

  private static Map<String, Object> body(Map<String, String> form) {
    Map<String, Object> key = new LinkedHashMap<>();
    key.put("type", "application/vnd.ibm.kms.key+json");
    key.put("name", form.getOrDefault("name", "").strip());
    key.put("extractable", form.getOrDefault("kind", "root").equals("standard"));
    String description = form.getOrDefault("description", "").strip();
    if (!description.isEmpty()) {
      key.put("description", description);
    }
    List<String> aliases =
        Arrays.stream(form.getOrDefault("aliases", "").split("[\\s,]+", 20))
            .filter(alias -> !alias.isEmpty())
            .toList();
    if (!aliases.isEmpty()) {
      key.put("aliases", aliases);
    }
    String expires = form.getOrDefault("expires", "").strip();
    if (!expires.isEmpty()) {
      key.put("expirationDate", midnight(expires));
    }
    if (form.getOrDefault("kind", "").equals("hsm")) {
      key.put("inHsm", true);
    }
    return key;
  }

  private static String midnight(String date) {
    try {
      return LocalDate.parse(date).atStartOfDay(ZoneOffset.UTC).toInstant().toString();
    } catch (DateTimeParseException e) {
      throw new Failure(
          Failure.Kind.INVALID,
          "console.bad-date",
          "The expiry date is not a date.",
          "Enter it as year, month and day: 2030-12-31.",
          e);
    }
  }
}
