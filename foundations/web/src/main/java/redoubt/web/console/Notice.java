package redoubt.web.console;

import gg.jte.html.HtmlTemplateOutput;
import redoubt.core.Failure;
import redoubt.web.console.pages.JtenoticeGenerated;

/**
 * A message above a page: what happened and, when something is to be done, what.
 *
 * @param code stable code of a failure, else empty
 */
public record Notice(Tone tone, String what, String todo, String code) implements Part {
  public static Notice done(String what) {
    return new Notice(Tone.GOOD, what, "", "");
  }

  public static Notice of(Failure failure) {
    return new Notice(Tone.BAD, failure.what(), failure.remedy(), failure.code());
  }

  @Override
  public void render(HtmlTemplateOutput out) {
    JtenoticeGenerated.render(out, null, this);
  }
}
