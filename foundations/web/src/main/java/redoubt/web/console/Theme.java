package redoubt.web.console;

import java.util.Arrays;
import java.util.Locale;

/** Light or dark; kept in a cookie so that the first byte of a page already has the right one. */
public enum Theme {
  AUTO("As the system"),
  LIGHT("Light"),
  DARK("Dark");

  static final String COOKIE = "redoubt_theme";

  private final String label;

  Theme(String label) {
    this.label = label;
  }

  public String label() {
    return label;
  }

  public String value() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** What the value names; {@link #AUTO} for anything else. */
  static Theme of(String value) {
    return Arrays.stream(values())
        .filter(theme -> theme.value().equals(value))
        .findFirst()
        .orElse(AUTO);
  }
}
