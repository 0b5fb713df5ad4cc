package redoubt.keys.console;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import redoubt.web.console.Choice;
import redoubt.web.console.Notice;

/**
 * The form for a new key.
 *
 * @param hardware whether there is a module in which keys can be made
 * @param entered what was entered before, by the name of its field
 */
public record NewKeyPage(
    String instance,
    String instanceName,
    List<Choice> rings,
    boolean hardware,
    Map<String, String> entered,
    String csrf,
    Optional<Notice> notice) {
  public String value(String field) {
    return entered.getOrDefault(field, "");
  }
}
