package redoubt.registry.http;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import redoubt.core.Failure;
import redoubt.registry.events.Event;
import redoubt.registry.notices.Notice;
import redoubt.registry.notices.Webhook;
import redoubt.registry.notices.Webhooks;
import redoubt.web.Access;
import redoubt.web.ApiStyle;
import redoubt.web.Request;
import redoubt.web.Response;
import redoubt.web.Role;
import redoubt.web.Route;

/** Webhooks of a namespace. */
public final class WebhookRoutes {
  private static final String ALL = "/v1/instances/{instance}/namespaces/{namespace}/webhooks";
  private static final String ONE = ALL + "/{webhook}";
  private static final int MOST_SHOWN = 200;

  private final Webhooks webhooks;

  public WebhookRoutes(Webhooks webhooks) {
    this.webhooks = webhooks;
  }

  /** All of them. */
  public List<Route> routes() {
    return List.of(
        route("POST", ALL, "add", "Have a URL told what happens to images", this::add),
        route("GET", ALL, "list", "List webhooks", this::list),
        route("DELETE", ONE, "remove", "Remove a webhook", this::remove),
        route(
            "GET", ONE + "/deliveries", "deliveries", "What a webhook was told", this::deliveries));
  }

  private static Route route(
      String method, String path, String action, String summary, Route.Handler handler) {
    return new Route(
        method,
        path,
        Access.part(Role.MANAGER),
        "registry.webhook." + action,
        summary,
        ApiStyle.redoubt(),
        Within.namespace(handler));
  }

  private Response add(Request request) {
    JsonNode wish = request.json();
    Set<Event.Kind> kinds = EnumSet.noneOf(Event.Kind.class);
    wish.path("events").forEach(kind -> kinds.add(kind(kind.asText())));
    String key = wish.path("key").asText("");
    return Response.json(
        201,
        view(
            webhooks.add(
                request.instance(),
                request.principal().user(),
                request.pathParameter("namespace"),
                wish.path("url").asText(""),
                kinds,
                key.isEmpty() ? Optional.empty() : Optional.of(key))));
  }

  private static Event.Kind kind(String text) {
    for (Event.Kind kind : Event.Kind.values()) {
      if (kind.name().toLowerCase(Locale.ROOT).equals(text)) {
        return kind;
      }
    }
    throw new Failure(
        Failure.Kind.INVALID,
        "registry.bad-field",
        "The field events names a kind of event that there is not.",
        "Name some of push, tag, untag, delete, restore.");
  }

  private Response list(Request request) {
    return Response.json(
        200,
        Map.of(
            "items",
            request.named(
                webhooks.list(request.instance(), request.pathParameter("namespace")).stream()
                    .map(WebhookRoutes::view)
                    .toList(),
                "createdBy")));
  }

  private Response remove(Request request) {
    webhooks.remove(
        request.instance(),
        request.principal().user(),
        request.pathParameter("namespace"),
        id(request));
    return Response.empty(204);
  }

  private Response deliveries(Request request) {
    return Response.json(
        200,
        Map.of(
            "items",
            webhooks
                .notices(
                    request.instance(), request.pathParameter("namespace"), id(request), MOST_SHOWN)
                .stream()
                .map(WebhookRoutes::view)
                .toList()));
  }

  private static UUID id(Request request) {
    try {
      return UUID.fromString(request.pathParameter("webhook"));
    } catch (IllegalArgumentException e) {
      return new UUID(0, 0);
    }
  }

  private static Map<String, Object> view(Webhook webhook) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("id", webhook.id().toString());
    view.put("namespace", webhook.namespace());
    view.put("url", webhook.url().toString());
    view.put(
        "events",
        webhook.kinds().stream()
            .map(kind -> kind.name().toLowerCase(Locale.ROOT))
            .sorted()
            .toList());
    view.put("signed", webhook.signed());
    view.put("createdAt", webhook.createdAt().toString());
    view.put("createdBy", webhook.createdBy());
    return view;
  }

  private static Map<String, Object> view(Notice notice) {
    Map<String, Object> view = new LinkedHashMap<>();
    view.put("event", notice.event().toString());
    view.put("kind", notice.kind());
    view.put("at", notice.at().toString());
    view.put("state", notice.state().name().toLowerCase(Locale.ROOT));
    view.put("tries", notice.tries());
    view.put("said", notice.said().orElse(""));
    view.put("nextTry", notice.state() == Notice.State.WAITING ? notice.dueAt().toString() : "");
    return view;
  }
}
