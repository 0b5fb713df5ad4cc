package redoubt.web;

import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import redoubt.core.Failure;

/** Names and values of a URL's query or of a form, decoded, in the order sent. */
final class QueryString {
  private static final int MOST_PARAMETERS = 200;

  private QueryString() {}

  /**
   * @throws Failure {@code web.bad-query} for a broken percent escape or more than 200 parameters
   */
  static Map<String, List<String>> parse(String text) {
    Map<String, List<String>> parsed = new LinkedHashMap<>();
    if (text.isEmpty()) {
      return parsed;
    }
    String[] pairs = text.split("&", MOST_PARAMETERS + 2);
    if (pairs.length > MOST_PARAMETERS) {
      throw bad("There are more than " + MOST_PARAMETERS + " parameters.");
    }
    for (String pair : pairs) {
      if (!pair.isEmpty()) {
        int equals = pair.indexOf('=');
        String name = equals < 0 ? pair : pair.substring(0, equals);
        String value = equals < 0 ? "" : pair.substring(equals + 1);
        parsed.computeIfAbsent(decode(name), key -> new ArrayList<>()).add(decode(value));
      }
    }
    return parsed;
  }

  /** Decodes percent escapes of a path, where a plus is a plus. */
  static String decodePath(String text) {
    return text.indexOf('%') < 0 ? text : decode(text.replace("+", "%2B"));
  }

  private static String decode(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw bad("A parameter has a broken percent escape.");
    }
  }

  private static Failure bad(String what) {
    return new Failure(
        Failure.Kind.INVALID, "web.bad-query", what, "Encode names and values as RFC 3986 says.");
  }
}
