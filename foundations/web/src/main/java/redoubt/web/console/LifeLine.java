package redoubt.web.console;

import gg.jte.html.HtmlTemplateOutput;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import redoubt.web.console.pages.JtelifelineGenerated;

/**
 * The life of a thing on one line: what state it was in and when, what happened, what is still to
 * come. The same is told in words below it.
 *
 * @param stretches of the past, one after the other
 * @param events past and future, in any order
 */
public record LifeLine(List<Stretch> stretches, List<Event> events, Instant now) implements Part {
  /** A state and the time it lasted. */
  public record Stretch(Instant from, Instant to, Tone tone, String label) {}

  /**
   * Something that happened or will.
   *
   * @param mark a few characters at the line, for example {@code v2}; empty for none
   */
  public record Event(Instant at, String label, String mark) {}

  /** A mark at the line, placed in per cent of its width. */
  public record Mark(String x, String text, String anchor) {}

  /** A coloured piece of the line, placed in per cent of its width. */
  public record Piece(String x, String width, String css, String label) {}

  public LifeLine {
    stretches = List.copyOf(stretches);
    events = events.stream().sorted(Comparator.comparing(Event::at)).toList();
  }

  @Override
  public void render(HtmlTemplateOutput out) {
    JtelifelineGenerated.render(out, null, this);
  }

  public List<Piece> pieces() {
    return stretches.stream()
        .map(stretch ->
            new Piece(
                percent(position(stretch.from())),
                percent(position(stretch.to()) - position(stretch.from())),
                stretch.tone().css(),
                stretch.label()))
        .toList();
  }

  /** Marks of events; one that would cover the mark before it is left to the words. */
  public List<Mark> marks() {
    List<Mark> marks = new ArrayList<>();
    double last = -1;
    for (Event event : events) {
      double x = position(event.at());
      if (!event.mark().isEmpty() && (last < 0 || x - last > 4.5)) {
        marks.add(new Mark(percent(x), event.mark(), anchor(x)));
        last = x;
      }
    }
    return marks;
  }

  /** Where events lie; each is a fine gap in the line. */
  public List<String> ticks() {
    return events.stream()
        .map(event -> position(event.at()))
        .filter(x -> x > 0.4 && x < 99.6)
        .map(LifeLine::percent)
        .toList();
  }

  public String nowX() {
    return percent(position(now));
  }

  public String nowAnchor() {
    return anchor(position(now));
  }

  /** What lies ahead: from now to the end of the line. */
  public String aheadWidth() {
    return percent(100 - position(now));
  }

  public boolean hasFuture() {
    return position(now) < 99.5;
  }

  public Moment moment(Event event) {
    return new Moment(event.at(), now);
  }

  /** The line in one sentence, for who cannot see it. */
  public String words() {
    return stretches.isEmpty()
        ? "Life line"
        : "Life line: " + stretches.getLast().label() + " now, " + events.size() + " events";
  }

  private static String anchor(double x) {
    return x < 6 ? "start" : x > 94 ? "end" : "middle";
  }

  private double position(Instant at) {
    Instant start = start();
    double whole = Math.max(1, Duration.between(start, end()).toMillis());
    double x = 100.0 * Duration.between(start, at).toMillis() / whole;
    return Math.clamp(x, 0, 100);
  }

  private Instant start() {
    return stretches.stream().map(Stretch::from).min(Comparator.naturalOrder()).orElse(now);
  }

  /** The last event; far futures are cut so that the past keeps at least a third of the line. */
  private Instant end() {
    Instant last =
        events.stream()
            .map(Event::at)
            .max(Comparator.naturalOrder())
            .filter(at -> at.isAfter(now))
            .orElse(now);
    Duration past = Duration.between(start(), now);
    Instant most = now.plus(past.multipliedBy(2)).plusSeconds(1);
    return last.isAfter(most) ? most : last;
  }

  private static String percent(double x) {
    return String.format(Locale.ROOT, "%.2f%%", x);
  }
}
