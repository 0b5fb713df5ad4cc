package redoubt.web.console;

import gg.jte.html.HtmlTemplateOutput;
import redoubt.web.console.pages.JtepillGenerated;

/** A state in a word or two, with a colour and a shape. */
public record Pill(Tone tone, String label) implements Part {
  @Override
  public void render(HtmlTemplateOutput out) {
    JtepillGenerated.render(out, null, tone, label);
  }
}
