package redoubt.keys.console;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import redoubt.core.Failure;
import redoubt.keys.console.pages.JteconfirmGenerated;
import redoubt.web.Access;
import redoubt.web.HttpStatus;
import redoubt.web.Request;
import redoubt.web.Response;
import redoubt.web.Role;
import redoubt.web.Route;
import redoubt.web.console.Api;
import redoubt.web.console.Console;
import redoubt.web.console.Notice;
import redoubt.web.console.Page;
import redoubt.web.console.Part;

/** What is done to one key: each step asks first, then does it and shows the key again. */
final class KeyForms {
  private static final String KEY = "/instances/{instance}/keys/{key}";

  private final Console console;
  private final KeyApi api;

  KeyForms(Console console, KeyApi api) {
    this.console = console;
    this.api = api;
  }

  List<Route> routes() {
    List<Route> routes = new ArrayList<>();
    for (KeyStep step : KeyStep.values()) {
      Access access = Access.ring(step.role());
      routes.add(
          console.page(
              KEY + "/" + step.path(),
              access,
              "kms.secrets.readmetadata",
              "Asks before: " + step.label().toLowerCase(java.util.Locale.ROOT) + ".",
              request -> ask(request, step, Optional.empty())));
      routes.add(
          console.form(
              KEY + "/" + step.path(),
              access,
              step.action(),
              step.label() + " a key.",
              request -> act(request, step)));
    }
    routes.add(
        console.form(
            KEY + "/aliases",
            Access.ring(Role.WRITER),
            "kms.secrets.createalias",
            "Gives a key an alias or takes it away.",
            this::alias));
    routes.add(
        console.form(
            KEY + "/rotation",
            Access.ring(Role.MANAGER),
            "kms.policies.write",
            "Sets how often a key is rotated.",
            this::rotation));
    routes.add(
        console.form(
            KEY + "/deletion",
            Access.ring(Role.MANAGER),
            "kms.policies.write",
            "Sets how many people it takes to delete a key.",
            this::deletion));
    return routes;
  }

  private Response ask(Request request, KeyStep step, Optional<Failure> failure) {
    KeySummary key = key(request);
    request.requireRing(key.ring());
    ConfirmPage page =
        new ConfirmPage(
            request.pathParameter("instance"),
            key,
            step,
            api.dependency(request, key.id(), console::moment),
            console.csrf(request),
            failure.map(Notice::of));
    Part body = out -> JteconfirmGenerated.render(out, null, page);
    int status = failure.map(it -> HttpStatus.of(it.kind())).orElse(200);
    return console.show(
        request, status, new Page(step.label() + " " + key.name(), KeyConsole.START, body));
  }

  private Response act(Request request, KeyStep step) {
    try {
      KeySummary key = key(request);
      request.requireRing(key.ring());
      Map<String, String> form = request.form();
      if (step.typed() && !form.getOrDefault("name", "").strip().equals(key.name())) {
        throw new Failure(
            Failure.Kind.INVALID,
            "console.name-differs",
            "The name you typed is not the key's name; nothing was done.",
            "Type " + key.name() + ".");
      }
      perform(request, step, key, form.containsKey("force"));
      return step == KeyStep.PURGE
          ? console.redirect(list(request) + "?done=purge")
          : back(request, step.path());
    } catch (Failure failure) {
      return again(request, failure, () -> ask(request, step, Optional.of(failure)));
    }
  }

  private void perform(Request request, KeyStep step, KeySummary key, boolean force) {
    String path = KeyApi.key(key.id());
    switch (step) {
      case ROTATE -> api.change(request, "POST", path + "/actions/rotate");
      case DISABLE -> api.change(request, "POST", path + "/actions/disable");
      case ENABLE -> api.change(request, "POST", path + "/actions/enable");
      case SET_FOR_DELETION -> api.change(request, "POST", path + "/actions/setKeyForDeletion");
      case UNSET_FOR_DELETION -> api.change(request, "POST", path + "/actions/unsetKeyForDeletion");
      case DELETE -> api.change(request, "DELETE", path + (force ? "?force=true" : ""));
      case RESTORE -> api.change(request, "POST", path + "/restore");
      case PURGE -> api.change(request, "DELETE", path + "/purge");
    }
  }

  private Response alias(Request request) {
    KeySummary key = key(request);
    request.requireRing(key.ring());
    Map<String, String> form = request.form();
    String remove = form.getOrDefault("remove", "");
    if (remove.isEmpty()) {
      String alias = form.getOrDefault("alias", "").strip();
      if (alias.isEmpty()) {
        throw new Failure(
            Failure.Kind.INVALID,
            "console.no-alias",
            "No alias was entered.",
            "Enter 2 to 90 letters, digits, hyphens or underscores.");
      }
      api.change(request, "POST", KeyApi.key(key.id()) + "/aliases/" + Api.segment(alias));
    } else {
      api.change(request, "DELETE", KeyApi.key(key.id()) + "/aliases/" + Api.segment(remove));
    }
    return back(request, "changed");
  }

  private Response rotation(Request request) {
    KeySummary key = key(request);
    request.requireRing(key.ring());
    String months = request.form().getOrDefault("months", "");
    Map<String, Object> rotation = new LinkedHashMap<>();
    boolean on = months.matches("[0-9]{1,2}") && !months.equals("0");
    rotation.put("enabled", on);
    if (on) {
      rotation.put("interval_month", Integer.parseInt(months));
    }
    policy(request, key, "rotation", rotation);
    return back(request, "changed");
  }

  private Response deletion(Request request) {
    KeySummary key = key(request);
    request.requireRing(key.ring());
    boolean two = request.form().getOrDefault("people", "").equals("2");
    policy(request, key, "dualAuthDelete", Map.of("enabled", two));
    return back(request, "changed");
  }

  private void policy(Request request, KeySummary key, String kind, Map<String, Object> policy) {
    api.change(
        request,
        "PUT",
        KeyApi.key(key.id()) + "/policies?policy=" + kind,
        Map.of(),
        "policy",
        Map.of("type", "application/vnd.ibm.kms.policy+json", kind, policy));
  }

  private KeySummary key(Request request) {
    return KeySummary.of(api.key(request, request.pathParameter("key")), console::moment);
  }

  private Response back(Request request, String done) {
    return console.redirect(
        list(request) + "/" + Api.segment(request.pathParameter("key")) + "?done=" + done);
  }

  private static String list(Request request) {
    return "/instances/" + Api.segment(request.pathParameter("instance")) + "/keys";
  }

  /** The form again, with what went wrong; what cannot be shown again is a page of its own. */
  private static Response again(
      Request request, Failure failure, java.util.function.Supplier<Response> form) {
    boolean page =
        switch (failure.kind()) {
          case INVALID, CONFLICT, GONE, UNPROCESSABLE, TOO_MANY, UNAVAILABLE, NOT_SUPPORTED -> true;
          case UNAUTHENTICATED, FORBIDDEN, NOT_FOUND, TOO_LARGE, INTERNAL -> false;
        };
    if (!page || request.caller().isEmpty()) {
      throw failure;
    }
    return form.get();
  }
}
