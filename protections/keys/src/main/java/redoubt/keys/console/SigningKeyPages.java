package redoubt.keys.console;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import redoubt.core.Failure;
import redoubt.keys.console.SigningKeysPage.Row;
import redoubt.keys.console.pages.JtesigningkeysGenerated;
import redoubt.web.Access;
import redoubt.web.HttpStatus;
import redoubt.web.Part.Kind;
import redoubt.web.Principal;
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
import redoubt.web.console.Who;

/** Keys that sign images: their public sides. Each change asks first. */
final class SigningKeyPages {
  private static final String PATH = "/instances/{instance}/signing-keys";
  private static final String KEY = PATH + "/{key}";

  private final Console console;
  private final Instances instances;

  SigningKeyPages(Console console, Instances instances) {
    this.console = console;
    this.instances = instances;
  }

  List<Route> routes() {
    return List.of(
        console.page(
            PATH,
            Access.ring(Role.READER),
            "keys.signing-key.list",
            "The keys of an instance that sign images.",
            this::list),
        form("disable", "Lets a signing key sign nothing.", Change.DISABLE),
        form("enable", "Lets a signing key sign again.", Change.ENABLE),
        form("destroy", "Destroys the private half of a signing key.", Change.DESTROY));
  }

  private Route form(String verb, String summary, Change change) {
    return console.form(
        KEY + "/" + verb,
        Access.ring(Role.MANAGER),
        "keys.signing-key." + verb,
        summary,
        request -> change(request, change));
  }

  static String path(String instance) {
    return "/instances/" + Api.segment(instance) + "/signing-keys";
  }

  private enum Change {
    DISABLE,
    ENABLE,
    DESTROY
  }

  private Response list(Request request) {
    Request.Rings visible = request.visibleRings();
    return show(request, Sight.of(visible), Optional.empty());
  }

  private Response show(Request request, Sight sight, Optional<Failure> failure) {
    String instance = request.pathParameter("instance");
    SigningKeysPage page =
        new SigningKeysPage(
            instance,
            instances.name(request, instance),
            console.api().get(request, "/v1" + path(instance)).items().stream()
                .map(key -> row(request.principal(), instance, key))
                .toList(),
            sight,
            console.csrf(request),
            failure.isPresent() ? failure.map(Notice::of) : notice(request));
    Part body = out -> JtesigningkeysGenerated.render(out, null, page);
    return console.show(
        request,
        failure.map(it -> HttpStatus.of(it.kind())).orElse(200),
        new Page("Signing keys", KeyConsole.START, body));
  }

  private Row row(Principal caller, String instance, JsonNode key) {
    String ring = key.path("ring").asText();
    return new Row(
        key.path("id").asText(),
        key.path("name").asText(),
        ring,
        key.path("algorithm").asText(),
        key.path("state").asText().equals("enabled"),
        key.path("fingerprint").asText(),
        key.path("publicKey").asText(),
        Answer.text(key, "subject"),
        Answer.time(key, "certifiedUntil").map(console::moment),
        Answer.time(key, "createdAt").map(console::moment),
        Who.of(key, "createdBy"),
        caller.allows(instance, redoubt.web.Part.ring(ring), List.of(Role.MANAGER)));
  }

  private Response change(Request request, Change change) {
    String instance = request.pathParameter("instance");
    String one = "/v1" + path(instance) + "/" + Api.segment(request.pathParameter("key"));
    JsonNode key = console.api().get(request, one).json();
    request.requireRing(key.path("ring").asText());
    try {
      perform(request, change, one, key.path("name").asText());
      return console.redirect(path(instance) + "?done=" + done(change));
    } catch (Failure failure) {
      return switch (failure.kind()) {
        case INVALID, CONFLICT, UNPROCESSABLE, NOT_SUPPORTED, UNAVAILABLE, TOO_MANY, GONE ->
            show(request, sight(request.principal(), instance), Optional.of(failure));
        case UNAUTHENTICATED, FORBIDDEN, NOT_FOUND, TOO_LARGE, INTERNAL -> throw failure;
      };
    }
  }

  private void perform(Request request, Change change, String path, String name) {
    Answer answer =
        switch (change) {
          case DISABLE ->
              console.api().call(request, "POST", path + "/disable", Map.of(), new byte[0]);
          case ENABLE ->
              console.api().call(request, "POST", path + "/enable", Map.of(), new byte[0]);
          case DESTROY -> {
            if (!request.form().getOrDefault("name", "").strip().equals(name)) {
              throw new Failure(
                  Failure.Kind.INVALID,
                  "console.name-differs",
                  "The name you typed is not the key's name; nothing was done.",
                  "Type " + name + ".");
            }
            yield console.api().call(request, "DELETE", path, Map.of(), new byte[0]);
          }
        };
    if (!answer.ok()) {
      throw answer.failure();
    }
  }

  private static String done(Change change) {
    return switch (change) {
      case DISABLE -> "disabled";
      case ENABLE -> "enabled";
      case DESTROY -> "destroyed";
    };
  }

  private static Sight sight(Principal caller, String instance) {
    List<Role> readers = List.of(Role.READER);
    return Sight.of(
        new Request.Rings(
            caller.allows(instance, readers), caller.parts(instance, Kind.RING, readers)));
  }

  private static Optional<Notice> notice(Request request) {
    return switch (Api.parameter(request, "done")) {
      case "disabled" -> Optional.of(Notice.done("The key signs nothing until it is enabled."));
      case "enabled" -> Optional.of(Notice.done("The key signs again."));
      case "destroyed" ->
          Optional.of(
              Notice.done(
                  "The private half of the key is destroyed; what it signed stays signed."));
      default -> Optional.empty();
    };
  }
}
