package redoubt.keys.http;

import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import redoubt.web.Request;

/** Makes requests as the web hands them to handlers. */
final class Calls {
  private Calls() {}

  static Request call(String method, String path, Map<String, String> headers, String body) {
    int question = path.indexOf('?');
    Map<String, List<String>> query = new HashMap<>();
    if (question >= 0) {
      for (String pair : path.substring(question + 1).split("&", -1)) {
        String[] parts = pair.split("=", 2);
        query.put(parts[0], List.of(parts[1]));
      }
    }
    Map<String, List<String>> lower = new HashMap<>();
    headers.forEach((name, value) -> lower.put(name.toLowerCase(Locale.ROOT), List.of(value)));
    return new Request(
        method,
        question < 0 ? path : path.substring(0, question),
        Map.of(),
        query,
        lower,
        body.getBytes(StandardCharsets.UTF_8),
        "127.0.0.1");
  }

  static Request call(String method, String path) {
    return call(method, path, Map.of(), "");
  }

  static Request put(String path, String body) {
    return call("PUT", path, Map.of(), body);
  }
}
