package redoubt.web.console;

import java.util.regex.Pattern;

/** Where a redirect may lead: a path of this console, never another site. */
public final class LocalPath {
  // One slash, then no second slash or backslash, no control characters, nothing outside ASCII.
  private static final Pattern SAFE =
      Pattern.compile("/([A-Za-z0-9._~%?-][!-~&&[^\\\\]]{0,1000})?");

  private LocalPath() {}

  /** The path if it is one of this console's own, else {@code /}. */
  public static String orHome(String path) {
    return SAFE.matcher(path).matches() ? path : "/";
  }
}
