package redoubt.web.console;

import gg.jte.html.HtmlTemplateOutput;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
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

  public List<ChartScale.Block> blocks() {
    List<ChartScale.Block> blocks = new ArrayList<>();
    ChartScale scale = scale();
    for (int i = 0; i < points.size(); i++) {
      Point point = points.get(i);
      double x = x(point.at());
      double end = i + 1 < points.size() ? x(points.get(i + 1).at()) : 100;
      double y = ChartScale.HEIGHT;
      for (int s = 0; s < series.size(); s++) {
        long count = point.counts().get(s);
        if (count > 0) {
          double height = scale.height(count, 2);
          y = Math.max(0, y - height);
          blocks.add(
              new ChartScale.Block(
                  ChartScale.percent(x),
                  ChartScale.number(y),
                  ChartScale.percent(Math.max(0.4, end - x)),
                  ChartScale.number(height),
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

  public List<ChartScale.Grid> grid() {
    return scale().grid();
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
    return ChartScale.LEFT + (100 - ChartScale.LEFT) * part;
  }

  private ChartScale scale() {
    return ChartScale.upTo(points.stream().mapToLong(Point::total).max().orElse(0));
  }
}
