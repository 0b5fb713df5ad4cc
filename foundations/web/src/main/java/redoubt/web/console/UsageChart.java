package redoubt.web.console;

import gg.jte.html.HtmlTemplateOutput;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
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

  /** A time below the columns. */
  public record Label(String x, String anchor, String text) {}

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

  public List<ChartScale.Block> blocks() {
    List<ChartScale.Block> blocks = new ArrayList<>();
    ChartScale scale = scale();
    double width = (100 - ChartScale.LEFT) / hours.size();
    for (int i = 0; i < hours.size(); i++) {
      Hour hour = hours.get(i);
      double y = ChartScale.HEIGHT;
      for (int s = 0; s < series.size(); s++) {
        long count = hour.counts().get(s);
        if (count > 0) {
          double height = scale.height(count, 1.5);
          y -= height;
          blocks.add(
              new ChartScale.Block(
                  ChartScale.percent(ChartScale.LEFT + i * width + width * 0.08),
                  ChartScale.number(y),
                  ChartScale.percent(width * 0.84),
                  ChartScale.number(height),
                  "s" + s,
                  count + " " + series.get(s) + ", " + new Moment(hour.at(), now).exact()));
        }
      }
    }
    return blocks;
  }

  public List<ChartScale.Grid> grid() {
    return scale().grid();
  }

  public List<Label> labels() {
    if (hours.isEmpty()) {
      return List.of();
    }
    return List.of(
        new Label(ChartScale.percent(ChartScale.LEFT), "start", time(hours.getFirst().at())),
        new Label(
            ChartScale.percent((100 + ChartScale.LEFT) / 2),
            "middle",
            time(hours.get(hours.size() / 2).at())),
        new Label("100%", "end", "now"));
  }

  public Moment moment(Hour hour) {
    return new Moment(hour.at(), now);
  }

  private ChartScale scale() {
    return ChartScale.upTo(hours.stream().mapToLong(Hour::total).max().orElse(0));
  }

  private static String time(Instant at) {
    return at.toString().substring(0, 16).replace('T', ' ');
  }
}
