package redoubt.encryption.console;

import gg.jte.html.HtmlTemplateOutput;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import redoubt.encryption.census.Standing;
import redoubt.encryption.console.pages.JtestandingbarGenerated;
import redoubt.web.console.Numbers;
import redoubt.web.console.Part;
import redoubt.web.console.Tone;

/**
 * A bar of objects by standing. What is not protected stands out of it, and is never too small to
 * be seen.
 *
 * @param whole how many objects a full bar stands for
 */
public record StandingBar(Map<Standing, Long> standings, long whole) implements Part {
  /** A piece, in per cent of the bar's width. */
  public record Piece(String x, String width, String css, String label) {}

  private static final double LEAST = 1.2;

  public StandingBar {
    EnumMap<Standing, Long> sorted = new EnumMap<>(Standing.class);
    sorted.putAll(standings);
    standings = sorted;
  }

  @Override
  public void render(HtmlTemplateOutput out) {
    JtestandingbarGenerated.render(out, null, this);
  }

  /** What is sound comes first, so that bars can be compared by it. */
  public List<Piece> pieces() {
    EnumMap<Standing, Double> widths = new EnumMap<>(Standing.class);
    standings.forEach((standing, count) -> {
      if (count > 0) {
        widths.put(standing, Math.max(LEAST, 100.0 * count / Math.max(1, whole)));
      }
    });
    double sum = widths.values().stream().mapToDouble(Double::doubleValue).sum();
    double shrink = sum > 100 ? 100 / sum : 1;
    List<Piece> pieces = new ArrayList<>();
    double x = 0;
    for (Standing standing : List.copyOf(widths.keySet()).reversed()) {
      double width = widths.getOrDefault(standing, 0.0) * shrink;
      pieces.add(
          new Piece(
              percent(x),
              percent(width),
              tone(standing).css(),
              Numbers.grouped(standings.getOrDefault(standing, 0L)) + " " + words(standing)));
      x += width;
    }
    return pieces;
  }

  /** The bar in words. */
  public String words() {
    return pieces().stream().map(Piece::label).collect(Collectors.joining(", "));
  }

  /** What objects of that standing are, as a heading: short. */
  public static String heading(Standing standing) {
    return switch (standing) {
      case CLEAR -> "In the clear";
      case UNREADABLE -> "Unreadable";
      case FOREIGN -> "Foreign key";
      case STALE -> "Earlier key";
      case CURRENT -> "Current key";
      case ENCRYPTED -> "Encrypted";
    };
  }

  static String words(Standing standing) {
    return switch (standing) {
      case CLEAR -> "in the clear";
      case UNREADABLE -> "unreadable";
      case FOREIGN -> "under a foreign key";
      case STALE -> "under an earlier key";
      case CURRENT -> "under the current key";
      case ENCRYPTED -> "encrypted";
    };
  }

  public static Tone tone(Standing standing) {
    return switch (standing) {
      case CLEAR, UNREADABLE, FOREIGN -> Tone.BAD;
      case STALE -> Tone.WARN;
      case CURRENT, ENCRYPTED -> Tone.GOOD;
    };
  }

  private static String percent(double x) {
    return String.format(Locale.ROOT, "%.2f%%", x);
  }
}
