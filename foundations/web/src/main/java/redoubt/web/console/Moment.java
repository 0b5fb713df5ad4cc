package redoubt.web.console;

import gg.jte.html.HtmlTemplateOutput;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.Locale;
import redoubt.web.console.pages.JtemomentGenerated;

/** A time as people read it, told from {@code now}; the exact UTC time is always beside it. */
public record Moment(Instant at, Instant now) implements Part {
  private static final DateTimeFormatter EXACT =
      DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);
  private static final DateTimeFormatter DAY =
      DateTimeFormatter.ofPattern("d MMM yyyy", Locale.ENGLISH).withZone(ZoneOffset.UTC);

  @Override
  public void render(HtmlTemplateOutput out) {
    JtemomentGenerated.render(out, null, this);
  }

  /** RFC 3339, in UTC. */
  public String iso() {
    return at.toString();
  }

  /** {@code 2026-11-21 22:04:10 UTC}. */
  public String exact() {
    return EXACT.format(at) + " UTC";
  }

  /** {@code 22:04:10}. */
  public String clock() {
    return EXACT.format(at).substring(11);
  }

  /** {@code 21 Nov 2026}. */
  public String day() {
    return DAY.format(at);
  }

  /** {@code 5 min ago}, {@code in 3 days}; beyond 60 days the day itself. */
  public String relative() {
    Duration ago = Duration.between(at, now);
    Duration size = ago.abs();
    if (size.toSeconds() < 5) {
      return "just now";
    }
    if (size.toDays() > 60) {
      return day();
    }
    String amount =
        size.toSeconds() < 60
            ? size.toSeconds() + " s"
            : size.toMinutes() < 60
                ? size.toMinutes() + " min"
                : size.toHours() < 48 ? size.toHours() + " h" : size.toDays() + " days";
    return ago.isNegative() ? "in " + amount : amount + " ago";
  }
}
