package redoubt.cli.text;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Locale;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import redoubt.core.Failure;

/** Numbers of bytes as people write them: {@code 500M}, {@code 5GiB}, {@code none}. */
public final class ByteCount {
  private static final Pattern WRITTEN =
      Pattern.compile("(\\d{1,12})\\s*([kmgt]?)(i?)b?", Pattern.CASE_INSENSITIVE);
  private static final String UNITS = "kmgt";

  private ByteCount() {}

  /**
   * A number of bytes; K, M, G and T stand for powers of 1000, and of 1024 with an i.
   *
   * @return empty for {@code none}
   * @throws Failure {@code cli.bad-bytes}
   */
  public static OptionalLong parse(String text) {
    if (text.equals("none")) {
      return OptionalLong.empty();
    }
    Matcher written = WRITTEN.matcher(text.strip());
    if (!written.matches()) {
      throw bad(text);
    }
    long unit = written.group(3).isEmpty() ? 1000 : 1024;
    int power =
        written.group(2).isEmpty()
            ? 0
            : UNITS.indexOf(written.group(2).toLowerCase(Locale.ROOT)) + 1;
    long bytes = Long.parseLong(written.group(1));
    try {
      for (int i = 0; i < power; i++) {
        bytes = Math.multiplyExact(bytes, unit);
      }
    } catch (ArithmeticException e) {
      throw bad(text);
    }
    return OptionalLong.of(bytes);
  }

  private static Failure bad(String text) {
    return new Failure(
        Failure.Kind.INVALID,
        "cli.bad-bytes",
        "That is no number of bytes: " + text + ".",
        "Write for example 500M, 5GiB, or none for no limit.");
  }

  /** {@code 512 B}, {@code 1.5 MiB}, {@code 20 GiB}, with powers of 1024. */
  public static String text(long bytes) {
    double size = bytes;
    int unit = 0;
    while (size >= 1023.95 && unit < UNITS.length()) {
      size /= 1024;
      unit++;
    }
    String number =
        String.format(Locale.ROOT, unit == 0 || size >= 99.95 ? "%.0f" : "%.1f", size)
            .replaceFirst("\\.0$", "");
    return unit == 0
        ? number + " B"
        : number + " " + Character.toUpperCase(UNITS.charAt(unit - 1)) + "iB";
  }

  /** A column of a field with bytes. */
  public static Column column(String title, String path) {
    Column plain = Column.of(title, path);
    return new Column(
        title,
        node -> {
          String bytes = plain.cell().apply(node);
          return bytes.matches("[0-9]{1,18}") ? text(Long.parseLong(bytes)) : bytes;
        });
  }

  /** A column of a field with bytes, of which a missing one is no limit. */
  public static Column limit(String title, String path) {
    Column plain = column(title, path);
    return new Column(
        title,
        node -> {
          String text = plain.cell().apply(node);
          return text.equals("-") ? "none" : text;
        });
  }

  /** For a field of a body: null for no limit. */
  public static JsonNode json(OptionalLong bytes) {
    return bytes.isPresent()
        ? com.fasterxml.jackson.databind.node.LongNode.valueOf(bytes.getAsLong())
        : com.fasterxml.jackson.databind.node.NullNode.getInstance();
  }
}
