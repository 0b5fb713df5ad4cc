package redoubt.registry.console;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import redoubt.web.console.Choice;
import redoubt.web.console.Moment;
import redoubt.web.console.Notice;

/**
 * Programs that push or pull.
 *
 * @param namespaces to choose from
 * @param fresh a robot that was just made, with its key, which is shown this once
 * @param entered what was entered before, by the name of its field
 */
public record RobotsPage(
    String instance,
    String instanceName,
    List<Row> rows,
    List<Choice> namespaces,
    Optional<Fresh> fresh,
    String host,
    Map<String, String> entered,
    String csrf,
    Optional<Notice> notice) {
  /** A robot. */
  public record Row(
      String name,
      String where,
      String role,
      Optional<Moment> expires,
      Optional<Moment> lastUsed,
      Optional<Moment> created) {}

  /** A new robot; what it logs in with is in {@code text}. */
  public record Fresh(String name, String text) {
    @Override
    public String toString() {
      return "Fresh[" + name + "]";
    }
  }

  public String path() {
    return RobotPages.path(instance);
  }

  public String value(String field) {
    return entered.getOrDefault(field, "");
  }
}
