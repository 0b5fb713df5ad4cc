package redoubt.web;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * Finds the route of a method and a path. A literal segment goes before a parameter, that before
 * one of several segments, and that takes as many as it can.
 */
final class RouteTable {
  /** A route and the decoded parameters of its path. */
  record Match(Route route, Map<String, String> parameters) {}

  private static final class Node {
    final Map<String, Node> literals = new HashMap<>();
    @Nullable Node parameter;
    @Nullable Node several;
    @Nullable Node rest;
    final Map<String, Route> byMethod = new HashMap<>();
    @Nullable ApiStyle style;
  }

  private final Node root = new Node();
  private final List<Route> routes;

  /**
   * @throws IllegalArgumentException when two routes would answer the same method and path, or one
   *     has two parameters of which nobody could tell where one ends
   */
  RouteTable(List<Route> routes) {
    this.routes = List.copyOf(routes);
    routes.forEach(this::add);
  }

  List<Route> routes() {
    return routes;
  }

  private void add(Route route) {
    if (segments(route.path()).stream().filter(RouteTable::isLong).count() > 1) {
      throw new IllegalArgumentException("two long parameters in " + route.path());
    }
    Node node = root;
    for (String segment : segments(route.path())) {
      if (segment.startsWith("{") && segment.endsWith("...}")) {
        node.rest = node.rest == null ? new Node() : node.rest;
        node = node.rest;
      } else if (isLong(segment)) {
        node.several = node.several == null ? new Node() : node.several;
        node = node.several;
      } else if (segment.startsWith("{") && segment.endsWith("}")) {
        node.parameter = node.parameter == null ? new Node() : node.parameter;
        node = node.parameter;
      } else {
        node = node.literals.computeIfAbsent(segment, key -> new Node());
      }
      if (node.style == null) {
        node.style = route.style();
      }
    }
    Route other = node.byMethod.putIfAbsent(route.method(), route);
    if (other != null) {
      throw new IllegalArgumentException(
          "two routes for " + route.method() + " " + route.path() + " and " + other.path());
    }
  }

  /** Takes more than one segment. */
  private static boolean isLong(String segment) {
    return segment.endsWith("...}") || segment.endsWith("+}");
  }

  /** The route for the path; a HEAD without a route of its own is answered by that of GET. */
  Optional<Match> find(String method, String rawPath) {
    return node(rawPath)
        .map(node -> {
          Route route = node.byMethod.get(method);
          return route == null && method.equals("HEAD") ? node.byMethod.get("GET") : route;
        })
        .map(route -> new Match(route, parameters(route, rawPath)));
  }

  /** Methods that the path knows; empty when there is no such path. */
  List<String> methods(String rawPath) {
    return node(rawPath)
        .map(node -> List.copyOf(new TreeSet<>(node.byMethod.keySet())))
        .orElse(List.of());
  }

  /** The style of the routes nearest to a path that has none. */
  ApiStyle styleNear(String rawPath) {
    Node node = root;
    ApiStyle style = ApiStyle.redoubt();
    for (String segment : segments(rawPath)) {
      Node next = node.literals.get(segment);
      if (next == null) {
        break;
      }
      node = next;
      style = node.style == null ? style : node.style;
    }
    return style;
  }

  private Optional<Node> node(String rawPath) {
    return Optional.ofNullable(node(root, segments(rawPath), 0));
  }

  private static @Nullable Node node(Node from, List<String> segments, int at) {
    if (at == segments.size()) {
      return from.byMethod.isEmpty() ? null : from;
    }
    Node literal = from.literals.get(segments.get(at));
    Node found = literal == null ? null : node(literal, segments, at + 1);
    if (found == null && from.parameter != null && !segments.get(at).isEmpty()) {
      found = node(from.parameter, segments, at + 1);
    }
    if (found == null && from.several != null) {
      found = several(from.several, segments, at);
    }
    return found == null ? from.rest : found;
  }

  private static @Nullable Node several(Node from, List<String> segments, int at) {
    int filled = at;
    while (filled < segments.size() && !segments.get(filled).isEmpty()) {
      filled++;
    }
    for (int end = filled; end > at; end--) {
      Node found = node(from, segments, end);
      if (found != null) {
        return found;
      }
    }
    return null;
  }

  private static Map<String, String> parameters(Route route, String rawPath) {
    List<String> names = segments(route.path());
    List<String> values = segments(rawPath);
    Map<String, String> parameters = new HashMap<>();
    int at = 0;
    for (String name : names) {
      int taken = isLong(name) ? values.size() - names.size() + 1 : 1;
      if (name.startsWith("{")) {
        parameters.put(
            name.replaceAll("^\\{|(\\.\\.\\.|\\+)?}$", ""),
            QueryString.decodePath(String.join("/", values.subList(at, at + taken))));
      }
      at += taken;
    }
    return parameters;
  }

  private static List<String> segments(String path) {
    List<String> segments = new ArrayList<>();
    int from = 1;
    while (from <= path.length()) {
      int slash = path.indexOf('/', from);
      int end = slash < 0 ? path.length() : slash;
      segments.add(path.substring(from, end));
      from = end + 1;
    }
    return segments;
  }
}
