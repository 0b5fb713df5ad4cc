package redoubt.web.console;

import java.time.Duration;
import java.util.Optional;
import redoubt.web.Request;

/** The console's two cookies: the session and the theme. Both are out of reach of scripts. */
public final class Cookies {
  /** Holds a short-lived signed token, nothing else. */
  public static final String SESSION = "__Host-redoubt_session";

  private Cookies() {}

  /** First value of a cookie (RFC 6265 section 5.4). */
  public static Optional<String> read(Request request, String name) {
    for (String pair : request.header("cookie").orElse("").split(";", 64)) {
      String cookie = pair.strip();
      if (cookie.length() > name.length() + 1
          && cookie.startsWith(name)
          && cookie.charAt(name.length()) == '=') {
        return Optional.of(cookie.substring(name.length() + 1));
      }
    }
    return Optional.empty();
  }

  /** The {@code Set-Cookie} header that begins a session. */
  public static String session(String token, Duration lifetime) {
    return SESSION + "=" + token + attributes("Strict", lifetime);
  }

  /** The {@code Set-Cookie} header that ends a session. */
  public static String noSession() {
    return SESSION + "=" + attributes("Strict", Duration.ZERO);
  }

  static String theme(Theme theme) {
    return Theme.COOKIE + "=" + theme.value() + attributes("Lax", Duration.ofDays(365));
  }

  private static String attributes(String sameSite, Duration lifetime) {
    return "; Path=/; HttpOnly; Secure; SameSite=" + sameSite + "; Max-Age=" + lifetime.toSeconds();
  }
}
