package redoubt.web;

import java.util.regex.Pattern;

/** Names that mean the machine itself, whatever a name server says. */
public final class ThisMachine {
  private static final Pattern NAMES =
      Pattern.compile(
          "(?:(?:[a-z0-9-]{1,63}\\.){0,8}localhost|127(?:\\.\\d{1,3}){3}|::1|\\[::1\\])(?::\\d{1,5})?",
          Pattern.CASE_INSENSITIVE);

  private ThisMachine() {}

  /** Whether a host, with or without a port, is a loopback address or {@code localhost}. */
  public static boolean isNamed(String host) {
    return NAMES.matcher(host).matches();
  }
}
