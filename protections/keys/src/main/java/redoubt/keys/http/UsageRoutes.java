package redoubt.keys.http;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import redoubt.core.Failure;
import redoubt.keys.Key;
import redoubt.keys.use.UsageCounter;
import redoubt.web.Access;
import redoubt.web.ApiStyle;
import redoubt.web.Request;
import redoubt.web.Response;
import redoubt.web.Role;
import redoubt.web.Route;

/** How often a key was used, by the hour. Ours, beside Key Protect's API. */
public final class UsageRoutes {
  private static final int DEFAULT_DAYS = 7;

  private final KeyAccess access;
  private final UsageCounter usage;

  public UsageRoutes(KeyAccess access, UsageCounter usage) {
    this.access = access;
    this.usage = usage;
  }

  public List<Route> routes() {
    return List.of(
        new Route(
            "GET",
            "/v1/instances/{instance}/keys/{key}/usage",
            Access.ring(Role.READER),
            "keys.usage.read",
            "Uses of a key by the hour; ?days=1..400, by default 7",
            ApiStyle.redoubt(),
            this::usage));
  }

  private Response usage(Request request) {
    Key key = access.require(request);
    List<Map<String, Object>> items =
        usage.of(key.tenant(), key.id(), Duration.ofDays(days(request))).stream()
            .map(count -> {
              Map<String, Object> item = new LinkedHashMap<>();
              item.put("hour", count.hour().toString());
              item.put("action", count.action());
              item.put("count", count.count());
              return item;
            })
            .toList();
    return Response.json(200, Map.of("items", items));
  }

  private static int days(Request request) {
    String text = request.query("days").orElse(Integer.toString(DEFAULT_DAYS));
    if (text.matches("[0-9]{1,3}")) {
      int days = Integer.parseInt(text);
      if (days >= 1 && days <= UsageCounter.KEEP.toDays()) {
        return days;
      }
    }
    throw new Failure(
        Failure.Kind.INVALID,
        "keys.bad-days",
        "The number of days is not between 1 and 400.",
        "Ask for 1 to 400 days.");
  }
}
