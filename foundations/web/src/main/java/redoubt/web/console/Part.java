package redoubt.web.console;

import gg.jte.Content;
import gg.jte.TemplateOutput;
import gg.jte.html.HtmlTemplateOutput;
import gg.jte.html.OwaspHtmlTemplateOutput;
import gg.jte.output.StringOutput;

/**
 * A piece of a page that renders itself; a template of any room writes it as {@code ${part}}. All
 * text in it is escaped for the place where it stands.
 */
@FunctionalInterface
public interface Part extends Content {
  void render(HtmlTemplateOutput out);

  @Override
  default void writeTo(TemplateOutput output) {
    if (!(output instanceof HtmlTemplateOutput html)) {
      throw new IllegalArgumentException("a part of a page belongs between tags");
    }
    render(html);
  }

  /** The markup. */
  default String markup() {
    StringOutput text = new StringOutput(8192);
    render(new OwaspHtmlTemplateOutput(text));
    return text.toString();
  }
}
