package redoubt.web.console;

import gg.jte.html.HtmlTemplateOutput;
import java.util.Optional;
import redoubt.web.console.pages.JtepagerGenerated;

/**
 * Where a list stands, and the ways on.
 *
 * @param summary for example {@code 1–50 of 213 keys}
 */
public record Pager(String summary, Optional<String> newer, Optional<String> older)
    implements Part {
  @Override
  public void render(HtmlTemplateOutput out) {
    JtepagerGenerated.render(out, null, this);
  }

  /** A slice of a list of known length. */
  public static Pager slice(
      long offset,
      long shown,
      long total,
      String noun,
      Optional<String> before,
      Optional<String> after) {
    String text =
        total == 0
            ? "No " + noun
            : (offset + 1) + "–" + (offset + shown) + " of " + total + " " + noun;
    return new Pager(text, before, after);
  }
}
