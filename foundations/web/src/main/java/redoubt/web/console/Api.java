package redoubt.web.console;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import redoubt.web.Body;
import redoubt.web.Call;
import redoubt.web.Dispatcher;
import redoubt.web.Json;
import redoubt.web.Request;
import redoubt.web.Response;

/**
 * The server's own interface, called in process in the name of who looks at a page. Pages have no
 * other way to data, so whatever a page shows or does is admitted, limited and recorded exactly as
 * if the same person had called the interface.
 */
public final class Api {
  private final Supplier<Dispatcher> dispatcher;

  /**
   * @param dispatcher asked for with every call, since it also serves the pages that call it
   */
  public Api(Supplier<Dispatcher> dispatcher) {
    this.dispatcher = dispatcher;
  }

  public Answer get(Request page, String path) {
    return call(page, "GET", path, Map.of(), new byte[0]);
  }

  public Answer get(Request page, String path, Map<String, String> headers) {
    return call(page, "GET", path, headers, new byte[0]);
  }

  public Answer send(
      Request page, String method, String path, Map<String, String> headers, Object json) {
    Map<String, String> more = new LinkedHashMap<>(headers);
    more.put("content-type", "application/json");
    return call(page, method, path, more, Json.bytes(json));
  }

  /** A form, as {@code /identity/token} takes it. */
  public Answer form(Request page, String path, Map<String, String> fields) {
    byte[] body = query(fields).getBytes(StandardCharsets.UTF_8);
    return call(
        page, "POST", path, Map.of("content-type", "application/x-www-form-urlencoded"), body);
  }

  public Answer call(
      Request page, String method, String path, Map<String, String> headers, byte[] body) {
    Map<String, List<String>> sent = new LinkedHashMap<>();
    sent.put("accept", List.of("application/json"));
    sent.put("correlation-id", List.of(page.correlationId()));
    Cookies.read(page, Cookies.SESSION)
        .filter(token -> !token.isEmpty())
        .ifPresent(token -> sent.put("authorization", List.of("Bearer " + token)));
    headers.forEach((name, value) -> sent.put(name, List.of(value)));
    int mark = path.indexOf('?');
    Response response =
        dispatcher
            .get()
            .answer(
                new Call(
                    method,
                    mark < 0 ? path : path.substring(0, mark),
                    mark < 0 ? "" : path.substring(mark + 1),
                    sent,
                    Body.of(body),
                    page.remoteAddress(),
                    true));
    return new Answer(response);
  }

  /** A path with its query; empty values are left out. */
  public static String path(String path, Map<String, String> query) {
    String text = query(query);
    return text.isEmpty() ? path : path + "?" + text;
  }

  /** One segment of a path. */
  public static String segment(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }

  private static String query(Map<String, String> fields) {
    return fields.entrySet().stream()
        .filter(field -> !field.getValue().isEmpty())
        .map(field ->
            URLEncoder.encode(field.getKey(), StandardCharsets.UTF_8)
                + "="
                + URLEncoder.encode(field.getValue(), StandardCharsets.UTF_8))
        .collect(Collectors.joining("&"));
  }

  /** First value of a query parameter, empty when there is none. */
  public static String parameter(Request page, String name) {
    return page.query(name).orElse("").strip();
  }
}
