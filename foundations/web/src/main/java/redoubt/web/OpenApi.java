package redoubt.web;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Describes routes as an OpenAPI 3.1 document: what the server does, not what somebody wrote down.
 */
public final class OpenApi {
  private static final Pattern PARAMETER = Pattern.compile("\\{([^}.+]+)(?:\\.\\.\\.|\\+)?}");

  private OpenApi() {}

  public static Map<String, Object> describe(String version, List<Route> routes) {
    Map<String, Map<String, Object>> paths = new TreeMap<>();
    for (Route route : routes) {
      paths
          .computeIfAbsent(
              route.path().replace("...}", "}").replace("+}", "}"), path -> new TreeMap<>())
          .put(route.method().toLowerCase(Locale.ROOT), operation(route));
    }
    Map<String, Object> document = new LinkedHashMap<>();
    document.put("openapi", "3.1.0");
    document.put("info", Map.of("title", "Redoubt", "version", version));
    document.put("paths", paths);
    document.put(
        "components",
        Map.of(
            "securitySchemes",
            Map.of("token", Map.of("type", "http", "scheme", "bearer", "bearerFormat", "JWT"))));
    return document;
  }

  private static Map<String, Object> operation(Route route) {
    Map<String, Object> operation = new LinkedHashMap<>();
    operation.put("summary", route.summary());
    operation.put("x-redoubt-action", route.action());
    operation.put("x-redoubt-roles", roles(route.access()));
    List<Map<String, Object>> parameters = new ArrayList<>();
    Matcher matcher = PARAMETER.matcher(route.path());
    while (matcher.find()) {
      parameters.add(
          Map.of(
              "name",
              matcher.group(1),
              "in",
              "path",
              "required",
              true,
              "schema",
              Map.of("type", "string")));
    }
    operation.put("parameters", parameters);
    operation.put("responses", Map.of("default", Map.of("description", "See the documentation.")));
    operation.put(
        "security",
        route.access() instanceof Access.Open ? List.of() : List.of(Map.of("token", List.of())));
    return operation;
  }

  /** Who may call, in words for people and scripts. */
  public static List<String> roles(Access access) {
    return switch (access) {
      case Access.Open open -> List.of("open");
      case Access.SignedIn signedIn -> List.of("signed-in");
      case Access.Administrator administrator -> List.of("ADMINISTRATOR");
      case Access.Instance instance -> instance.anyOf().stream().map(Role::name).sorted().toList();
      case Access.Ring ring -> ring.anyOf().stream().map(Role::name).sorted().toList();
      case Access.Part part -> part.anyOf().stream().map(Role::name).sorted().toList();
    };
  }
}
