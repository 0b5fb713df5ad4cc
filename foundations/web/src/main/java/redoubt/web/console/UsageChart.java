package redoubt.web.console;

import gg.jte.html.HtmlTemplateOutput;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import redoubt.web.console.pages.JteusagechartGenerated;

/**
 * Counts by the hour, stacked. Drawn on the server; with scripts the same table of figures becomes
 * a chart that can be read off.
 *
 * @param series names of what is counted, at most three
 * @param hours every hour of the span, in order, each with as many counts as there are series
 */
public record UsageChart(
    List<String> series, List<Hour> hours, Instant now, String plot, String plotCss)
    implements Part {
  /** Counts of the hour that begins at {@code at}, one for each series. */
  public record Hour(Instant at, List<Long> counts) {
    public long total() {
      return counts.stream().mapToLong(Long::longValue).sum();
    }
  }

  /** A piece of a column. */
  public record Block(String x, String y, String width, String height, String css, String label) {}

  /** A line across with its figure. */
  public record Grid(String y, String textY, String label) {}

  /** A time below the columns. */
  public record Label(String x, String anchor, String text) {}

  private static final double HEIGHT = 120;
  private static final double LEFT = 5;

  public UsageChart {
    series = List.copyOf(series);
    hours = List.copyOf(hours);
    if (series.size() > 3) {
      throw new IllegalArgumentException("more than three series cannot be told apart");
    }
  }

  /** Fills the hours nothing was counted in, up to and with the hour of {@code now}. */
  public static List<Hour> fill(
      Map<Instant, Map<String, Long>> counted, List<String> series, int span, Instant now) {
    List<Hour> filled = new ArrayList<>();
    Instant last = now.truncatedTo(java.time.temporal.ChronoUnit.HOURS);
    Map<Instant, Map<String, Long>> known = new TreeMap<>(counted);
    for (int back = span - 1; back >= 0; back--) {
      Instant hour = last.minus(Duration.ofHours(back));
      Map<String, Long> counts = known.getOrDefault(hour, Map.of());
      filled.add(
          new Hour(hour, series.stream().map(name -> counts.getOrDefault(name, 0L)).toList()));
    }
    return filled;
  }

  @Override
  public void render(HtmlTemplateOutput out) {
    JteusagechartGenerated.render(out, null, this);
  }

  public long total() {
    return hours.stream().mapToLong(Hour::total).sum();
  }

  /** The sum of one series, with a thin space between thousands. */
  public String total(int of) {
    long sum = hours.stream().mapToLong(hour -> hour.counts().get(of)).sum();
    return Numbers.grouped(sum);
  }

  /** Hours in which something was counted. */
  public List<Hour> busyHours() {
    return hours.stream().filter(hour -> hour.total() > 0).toList().reversed();
  }

  public List<Block> blocks() {
    List<Block> blocks = new ArrayList<>();
    double top = top();
    double width = (100 - LEFT) / hours.size();
    for (int i = 0; i < hours.size(); i++) {
      Hour hour = hours.get(i);
      double y = HEIGHT;
      for (int s = 0; s < series.size(); s++) {
        long count = hour.counts().get(s);
        if (count > 0) {
          double height = Math.max(1.5, HEIGHT * count / top);
          y -= height;
          blocks.add(
              new Block(
                  percent(LEFT + i * width + width * 0.08),
                  number(y),
                  percent(width * 0.84),
                  number(height),
                  "s" + s,
                  count + " " + series.get(s) + ", " + new Moment(hour.at(), now).exact()));
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

  public List<Label> labels() {
    if (hours.isEmpty()) {
      return List.of();
    }
    return List.of(
        new Label(percent(LEFT), "start", time(hours.getFirst().at())),
        new Label(percent((100 + LEFT) / 2), "middle", time(hours.get(hours.size() / 2).at())),
        new Label("100%", "end", "now"));
  }

  public Moment moment(Hour hour) {
    return new Moment(hour.at(), now);
  }

  /** The next even figure of one, two or five and zeros above the highest column. */
  private double top() {
    long most = hours.stream().mapToLong(Hour::total).max().orElse(0);
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

  private static String time(Instant at) {
    return at.toString().substring(0, 16).replace('T', ' ');
  }

  private static String percent(double x) {
    return String.format(Locale.ROOT, "%.3f%%", x);
  }

  private static String number(double x) {
    return String.format(Locale.ROOT, "%.2f", x);
  }
}
