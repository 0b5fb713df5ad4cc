package redoubt.registry.console;

import java.util.List;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import redoubt.core.Failure;

/** Numbers of bytes as people read and write them, with powers of 1024. */
public final class Sizes {
  private static final List<String> UNITS = List.of("B", "KiB", "MiB", "GiB", "TiB", "PiB");
  private static final Pattern WRITTEN = Pattern.compile("([0-9]{1,12})\\s*([KMGTP]?)(?:i?B)?");

  private Sizes() {}

  /** {@code 512 B}, {@code 1.5 MiB}, {@code 20 GiB}. */
  public static String text(long bytes) {
    double size = bytes;
    int unit = 0;
    while (size >= 1023.95 && unit < UNITS.size() - 1) {
      size /= 1024;
      unit++;
    }
    String number =
        unit == 0 || size >= 99.95 || size == Math.rint(size)
            ? String.format(Locale.ROOT, "%.0f", size)
            : String.format(Locale.ROOT, "%.1f", size).replaceFirst("\\.0$", "");
    return number + " " + UNITS.get(unit);
  }

  /**
   * Reads {@code 20 GiB}, {@code 20G}, {@code 5000}; nothing is no limit.
   *
   * @throws Failure {@code console.bad-size}
   */
  public static OptionalLong read(String text) {
    if (text.isBlank()) {
      return OptionalLong.empty();
    }
    Matcher matcher = WRITTEN.matcher(text.strip());
    if (!matcher.matches()) {
      throw bad();
    }
    int unit = matcher.group(2).isEmpty() ? 0 : "KMGTP".indexOf(matcher.group(2)) + 1;
    try {
      return OptionalLong.of(
          Math.multiplyExact(Long.parseLong(matcher.group(1)), 1L << (10 * unit)));
    } catch (ArithmeticException e) {
      throw bad();
    }
  }

  private static Failure bad() {
    return new Failure(
        Failure.Kind.INVALID,
        "console.bad-size",
        "That is no number of bytes.",
        "Write a whole number with a unit, such as 20 GiB, or nothing for no limit.");
  }

  /** As it can be entered again; empty without a limit. */
  static String entry(OptionalLong bytes) {
    if (bytes.isEmpty()) {
      return "";
    }
    long size = bytes.getAsLong();
    int unit = 0;
    while (size != 0 && size % 1024 == 0 && unit < UNITS.size() - 1) {
      size /= 1024;
      unit++;
    }
    return size + " " + UNITS.get(unit);
  }
}
