package redoubt.oci.client;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a registry wants to see (RFC 9110, 11.6.1): the first of its challenges that is understood.
 */
sealed interface Challenge {
  /** The password itself. */
  record Basic() implements Challenge {}

  /**
   * A token.
   *
   * @param realm URL of who gives it
   */
  record Bearer(String realm, Optional<String> service) implements Challenge {}

  int LONGEST = 4096;
  Pattern PARAMETER =
      Pattern.compile("\\G[ ,]*([A-Za-z]+) *= *(?:\"((?:[^\"\\\\]|\\\\.)*+)\"|([^ \",]*+))");

  /** Bearer before Basic, since a token says less than a password. */
  static Optional<Challenge> of(List<String> headers) {
    Optional<Challenge> basic = Optional.empty();
    for (String header : headers.subList(0, Math.min(headers.size(), 8))) {
      if (header.length() > LONGEST) {
        continue;
      }
      String lower = header.stripLeading().toLowerCase(Locale.ROOT);
      if (lower.startsWith("bearer ")) {
        Map<String, String> parameters = parameters(header.stripLeading().substring(7));
        String realm = parameters.get("realm");
        if (realm != null) {
          return Optional.of(new Bearer(realm, Optional.ofNullable(parameters.get("service"))));
        }
      } else if (lower.equals("basic") || lower.startsWith("basic ")) {
        basic = Optional.of(new Basic());
      }
    }
    return basic;
  }

  private static Map<String, String> parameters(String text) {
    Map<String, String> parameters = new LinkedHashMap<>();
    Matcher matcher = PARAMETER.matcher(text);
    while (matcher.find()) {
      String value =
          matcher.group(2) == null
              ? matcher.group(3)
              : matcher.group(2).replaceAll("\\\\(.)", "$1");
      parameters.putIfAbsent(matcher.group(1).toLowerCase(Locale.ROOT), value);
    }
    return parameters;
  }
}
