package redoubt.web.console;

import gg.jte.html.HtmlTemplateOutput;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import redoubt.web.console.pages.JtetrendchartGenerated;

/**
 * Counts that were taken now and then, stacked; what was counted holds until it is counted again.
 * Drawn on the server; with scripts the same table of figures becomes a chart that can be read off.
 *
 * @param noun what one point of the time is, for the table: {@code Ledger}
 * @param series what is counted, at most three, from the ground up
 * @param points in the order of time, each with as many counts as there are series
 */
public record TrendChart(
    String noun, List<Series> series, List<Point> points, Instant now, String plot, String plotCss)
    implements Part {
  /** One of the things that are counted. */
  public record Series(String name, Tone tone) {}

  /** What was counted at that moment. */
  public record Point(Instant at, List<Long> counts) {
    public Point {
      counts = List.copyOf(counts);
    }

    long total() {
      return counts.stream().mapToLong(Long::longValue).sum();
    }
  }

  /** A piece of the area. */
  public record Block(String x, String y, String width, String height, String css, String label) {}

  /** A line across with its figure. */
  public record Grid(String y, String textY, String label) {}

  private static final double HEIGHT = 120;
  private static final double LEFT = 5;

  public TrendChart {
    series = List.copyOf(series);
    points = List.copyOf(points);
    if (series.size() > 3) {
      throw new IllegalArgumentException("more than three series cannot be told apart");
    }
  }

  @Override
  public void render(HtmlTemplateOutput out) {
    JtetrendchartGenerated.render(out, null, this);
  }

  public List<Block> blocks() {
    List<Block> blocks = new ArrayList<>();
    double top = top();
    for (int i = 0; i < points.size(); i++) {
      Point point = points.get(i);
      double x = x(point.at());
      double end = i + 1 < points.size() ? x(points.get(i + 1).at()) : 100;
      double y = HEIGHT;
      for (int s = 0; s < series.size(); s++) {
        long count = point.counts().get(s);
        if (count > 0) {
          // What is few among many is still to be seen.
          double height = Math.max(2, HEIGHT * count / top);
          y = Math.max(0, y - height);
          blocks.add(
              new Block(
                  percent(x),
                  number(y),
                  percent(Math.max(0.4, end - x)),
                  number(height),
                  series.get(s).tone().css(),
                  Numbers.grouped(count)
                      + " "
                      + series.get(s).name()
                      + ", "
                      + moment(point).exact()));
        }
      }
    }
    return blocks;
  }

  public List<Grid> grid() {
    double top = top();
    return List.of(0.0, top / 2, top).stream()
        .map(value -> {
          double y = HEIGHT - HEIGHT * value / top;
          return new Grid(number(y), number(y + 4), shortly(value));
        })
        .toList();
  }

  /** When the first was taken. */
  public Moment first() {
    return moment(points.getFirst());
  }

  public Moment moment(Point point) {
    return new Moment(point.at(), now);
  }

  /** The custom property with a series' colour: an area takes a brighter one than a text. */
  public static String colour(Series series) {
    return series.tone() == Tone.WARN ? "--s2" : "--" + series.tone().css();
  }

  private double x(Instant at) {
    Instant from = points.getFirst().at();
    double whole = Math.max(1, Duration.between(from, now).toMillis());
    double part = Math.clamp(Duration.between(from, at).toMillis() / whole, 0.0, 1.0);
    return LEFT + (100 - LEFT) * part;
  }

  /** The next even figure of one, two or five and zeros above the highest point. */
  private double top() {
    long most = points.stream().mapToLong(Point::total).max().orElse(0);
    double step = 4;
    double[] factors = {2.5, 2, 2};
    for (int i = 0; step < most; i++) {
      step *= factors[i % 3];
    }
    return step;
  }

  private static String shortly(double value) {
    return value >= 10_000 ? Math.round(value / 1000) + "k" : String.valueOf(Math.round(value));
  }

  private static String percent(double x) {
    return String.format(Locale.ROOT, "%.3f%%", x);
  }

  private static String number(double x) {
    return String.format(Locale.ROOT, "%.2f", x);
  }
}
