package redoubt.cli.key;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** The names of Key Protect's numbers for a key's state. */
final class KeyStates {
  static final int DESTROYED = 5;
  private static final List<String> NAMES =
      List.of("preactive", "active", "suspended", "deactivated", "4", "destroyed");

  private KeyStates() {}

  static String name(JsonNode key) {
    int state = key.path("state").asInt(-1);
    return state >= 0 && state < NAMES.size() ? NAMES.get(state) : "-";
  }

  /** The number for a name or a number. */
  static Optional<Integer> number(String text) {
    int index = NAMES.indexOf(text.toLowerCase(Locale.ROOT));
    if (index >= 0) {
      return Optional.of(index);
    }
    return text.matches("[0-5]") ? Optional.of(Integer.parseInt(text)) : Optional.empty();
  }
}
