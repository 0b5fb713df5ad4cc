package redoubt.web.console;

import java.util.List;
import java.util.Locale;

/** The scale of a chart that is drawn on the server: from nothing at its foot to an even figure. */
public final class ChartScale {
  /** A coloured piece of a chart. */
  public record Block(String x, String y, String width, String height, String css, String label) {}

  /** A line across with its figure. */
  public record Grid(String y, String textY, String label) {}

  /** From top to foot. */
  static final double HEIGHT = 120;

  /** Where the chart begins, in percent of the width; figures are left of it. */
  static final double LEFT = 5;

  private final double top;

  private ChartScale(double top) {
    this.top = top;
  }

  /** Up to the next even figure of one, two or five and zeros. */
  static ChartScale upTo(long most) {
    double step = 4;
    double[] factors = {2.5, 2, 2};
    for (int i = 0; step < most; i++) {
      step *= factors[i % 3];
    }
    return new ChartScale(step);
  }

  /** Of a count; what is few among many is still to be seen. */
  double height(long count, double least) {
    return Math.max(least, HEIGHT * count / top);
  }

  List<Grid> grid() {
    return List.of(0.0, top / 2, top).stream()
        .map(value -> {
          double y = HEIGHT - HEIGHT * value / top;
          return new Grid(number(y), number(y + 4), shortly(value));
        })
        .toList();
  }

  private static String shortly(double value) {
    return value >= 10_000 ? Math.round(value / 1000) + "k" : String.valueOf(Math.round(value));
  }

  static String percent(double x) {
    return String.format(Locale.ROOT, "%.3f%%", x);
  }

  static String number(double x) {
    return String.format(Locale.ROOT, "%.2f", x);
  }
}
