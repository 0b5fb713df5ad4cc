package redoubt.web.console;

import com.fasterxml.jackson.databind.JsonNode;
import gg.jte.html.HtmlTemplateOutput;
import redoubt.web.console.pages.JtewhoGenerated;

/**
 * Somebody, as people know them.
 *
 * @param name empty for who is gone and for what is no user; then the id stands there
 */
public record Who(String id, String name) implements Part {
  /** As an answer of the interface names them in {@code field} and {@code fieldName}. */
  public static Who of(JsonNode json, String field) {
    return new Who(json.path(field).asText(""), json.path(field + "Name").asText(""));
  }

  @Override
  public void render(HtmlTemplateOutput out) {
    JtewhoGenerated.render(out, null, this);
  }

  public boolean isKnown() {
    return !name.isEmpty();
  }
}
