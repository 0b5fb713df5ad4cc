package redoubt.keys.console;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import redoubt.keys.KeyState;
import redoubt.keys.console.pages.JtekeysGenerated;
import redoubt.web.Access;
import redoubt.web.Reach;
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
import redoubt.web.console.Pager;
import redoubt.web.console.Part;

/** The list of keys: one instance at a time, searched and filtered. */
final class KeyListPages {
  private static final int PAGE = 50;
  private static final List<KeyState> STATES =
      List.of(KeyState.ACTIVE, KeyState.SUSPENDED, KeyState.DEACTIVATED, KeyState.DESTROYED);

  private final Console console;
  private final KeyApi api;
  private final Instances instances;

  KeyListPages(Console console, KeyApi api, Instances instances) {
    this.console = console;
    this.api = api;
    this.instances = instances;
  }

  List<Route> routes() {
    return List.of(
        console.page(
            KeyConsole.START,
            Access.signedIn(),
            "console.keys.open",
            "Goes to the keys of the chosen instance, or of the first one.",
            request -> instances.enter(request, "Keys", KeyConsole.START, "keys", Reach.RINGS)),
        console.page(
            KeyConsole.RINGS,
            Access.signedIn(),
            "console.rings.open",
            "Goes to the key rings of the chosen instance, or of the first one.",
            request ->
                instances.enter(request, "Key rings", KeyConsole.RINGS, "rings", Reach.RINGS)),
        console.page(
            "/instances/{instance}/keys",
            Access.ring(Role.READER),
            "kms.secrets.list",
            "The keys of an instance.",
            this::list));
  }

  private Response list(Request request) {
    Request.Rings visible = request.visibleRings();
    String instance = request.pathParameter("instance");
    String search = Api.parameter(request, "search");
    String ring = Api.parameter(request, "ring");
    String kind = Api.parameter(request, "kind");
    long offset = number(Api.parameter(request, "offset"));
    List<String> states =
        request.queries().getOrDefault("state", List.of()).stream()
            .filter(state -> state.matches("[1-5]"))
            .toList();

    Map<String, String> query = new LinkedHashMap<>();
    query.put("search", search);
    query.put("state", String.join(",", states));
    query.put("extractable", kind.equals("standard") ? "true" : kind.equals("root") ? "false" : "");
    Map<String, String> headers = ring.isEmpty() ? Map.of() : Map.of("x-kms-key-ring", ring);
    long total = api.count(request, query, headers);
    query.put("limit", String.valueOf(PAGE));
    query.put("offset", String.valueOf(offset));
    query.put("sort", "-creationDate");
    List<KeySummary> keys =
        api.keys(request, query, headers).stream()
            .map(key -> KeySummary.of(key, console::moment))
            .toList();

    boolean mayCreate = Reach.RINGS.holds(request.principal(), instance, List.of(Role.WRITER));
    KeyListPage page =
        new KeyListPage(
            instance,
            instances.choices(request, instance, Reach.RINGS),
            search,
            STATES.stream().map(state -> stateChoice(state, states)).toList(),
            rings(request, visible, ring),
            List.of(
                new Choice("", "All kinds", kind.isEmpty()),
                new Choice("root", "Root keys", kind.equals("root")),
                new Choice("standard", "Standard keys", kind.equals("standard"))),
            keys,
            pager(request, offset, keys.size(), total),
            !search.isEmpty() || !ring.isEmpty() || !kind.isEmpty() || !states.isEmpty(),
            mayCreate,
            Sight.of(visible),
            notice(request));
    Part body = out -> JtekeysGenerated.render(out, null, page);
    return console.show(request, new Page("Keys", KeyConsole.START, body));
  }

  private List<Choice> rings(Request request, Request.Rings visible, String chosen) {
    List<Choice> rings =
        api.get(request, "/api/v2/key_rings").itemsIfAllowed().stream()
            .map(ring -> ring.path("id").asText())
            .filter(visible::contains)
            .map(id -> new Choice(id, id, id.equals(chosen)))
            .collect(Collectors.toList());
    rings.addFirst(new Choice("", "All key rings", chosen.isEmpty()));
    return rings;
  }

  private static Choice stateChoice(KeyState state, List<String> chosen) {
    String code = String.valueOf(state.code());
    String label =
        switch (state) {
          case ACTIVE -> "Active";
          case SUSPENDED -> "Disabled";
          case DEACTIVATED -> "Expired";
          case DESTROYED -> "Deleted";
        };
    // Without a choice the API lists all but the deleted ones.
    boolean on = chosen.isEmpty() ? state != KeyState.DESTROYED : chosen.contains(code);
    return new Choice(code, label, on);
  }

  private static Optional<Notice> notice(Request request) {
    return Api.parameter(request, "done").equals("purge")
        ? Optional.of(Notice.done(KeyStep.PURGE.done()))
        : Optional.empty();
  }

  private static Pager pager(Request request, long offset, int shown, long total) {
    Optional<String> before =
        offset > 0 ? Optional.of(at(request, Math.max(0, offset - PAGE))) : Optional.empty();
    Optional<String> after =
        offset + shown < total ? Optional.of(at(request, offset + PAGE)) : Optional.empty();
    return Pager.slice(offset, shown, total, total == 1 ? "key" : "keys", before, after);
  }

  private static String at(Request request, long offset) {
    String kept =
        request.queries().entrySet().stream()
            .filter(entry -> List.of("search", "state", "ring", "kind").contains(entry.getKey()))
            .flatMap(entry ->
                entry.getValue().stream().map(value -> entry.getKey() + "=" + Api.segment(value)))
            .collect(Collectors.joining("&"));
    return "?" + (kept.isEmpty() ? "" : kept + "&") + "offset=" + offset;
  }

  private static long number(String text) {
    return Arrays.asList(text).stream()
        .filter(it -> it.matches("[0-9]{1,9}"))
        .map(Long::parseLong)
        .findFirst()
        .orElse(0L);
  }
}
