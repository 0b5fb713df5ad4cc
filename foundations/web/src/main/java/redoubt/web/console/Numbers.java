package redoubt.web.console;

import java.util.Locale;

/** Whole numbers as people read them. */
public final class Numbers {
  private Numbers() {}

  /** With a thin space between thousands. */
  public static String grouped(long number) {
    return String.format(Locale.ROOT, "%,d", number).replace(',', '\u202f');
  }

  /** The number and what is counted: {@code 1 object}, {@code 2 objects}. */
  public static String of(long number, String one) {
    return grouped(number) + " " + (number == 1 ? one : one + "s");
  }
}
