package redoubt.keys.listing;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import redoubt.keys.KeyProtectError;
import redoubt.keys.KeyState;

/**
 * Reads a filter: terms with spaces between them, all of which a key must fulfil.
 *
 * <pre>
 * filter   = *SP [ term *( 1*SP term ) ] *SP
 * term     = date "=" ( [ operator ] DQUOTE RFC3339 DQUOTE / "none" )
 *          / "state=" number *( "," number )
 *          / ( "extractable" / "imported" ) "=" ( "true" / "false" )
 * operator = "lt:" / "lte:" / "gt:" / "gte:"
 * </pre>
 *
 * A property may be named three times. Dates may have fractions and any offset.
 */
public final class FilterParser {
  private static final int MOST_CHARACTERS = 2000;
  private static final int MOST_OF_ONE = 3;

  private final String text;
  private int position;

  private FilterParser(String text) {
    this.text = text;
  }

  /**
   * @throws redoubt.keys.KeyFailure {@code INVALID_QUERY_PARAM_ERR}, saying where
   */
  public static List<Condition> parse(String filter) {
    if (filter.length() > MOST_CHARACTERS) {
      throw KeyProtectError.queryParameter("filter", "at most " + MOST_CHARACTERS + " characters");
    }
    return new FilterParser(filter).conditions();
  }

  private List<Condition> conditions() {
    List<Condition> conditions = new ArrayList<>();
    Map<String, Integer> named = new HashMap<>();
    skipSpaces();
    while (position < text.length()) {
      String property = property();
      if (named.merge(property, 1, Integer::sum) > MOST_OF_ONE) {
        throw fault("a filter that names a property at most three times");
      }
      conditions.add(condition(property));
      if (position < text.length() && text.charAt(position) != ' ') {
        throw fault("a filter with a space between its terms");
      }
      skipSpaces();
    }
    return List.copyOf(conditions);
  }

  private String property() {
    int equals = text.indexOf('=', position);
    if (equals < 0) {
      throw fault("a filter of terms that read property=value");
    }
    String property = text.substring(position, equals);
    boolean known =
        property.equals("state")
            || property.equals("extractable")
            || property.equals("imported")
            || DateProperty.of(property).isPresent();
    if (!known) {
      throw fault(
          "a filter on creationDate, deletionDate, expirationDate, extractable, imported,"
              + " lastRotateDate, lastUpdateDate or state");
    }
    position = equals + 1;
    return property;
  }

  private Condition condition(String property) {
    return switch (property) {
      case "state" -> new Condition.In(states());
      case "extractable" -> new Condition.Extractable(truth());
      case "imported" -> new Condition.Imported(truth());
      default -> date(DateProperty.of(property).orElseThrow());
    };
  }

  private Condition date(DateProperty property) {
    if (takeWord("none")) {
      return new Condition.Unset(property);
    }
    Condition.Comparison comparison = comparison();
    if (!take("\"")) {
      throw fault(
          "a valid filter query with a valid operator for a property specified after an \"=\""
              + " symbol, a date in double quotes or none");
    }
    int end = text.indexOf('"', position);
    if (end < 0) {
      throw fault("a filter whose quotes are closed");
    }
    int start = position;
    Instant than;
    try {
      than = OffsetDateTime.parse(text.substring(start, end)).toInstant();
    } catch (DateTimeParseException e) {
      throw fault("a filter with dates as RFC 3339 has them");
    }
    position = end + 1;
    return new Condition.Date(property, comparison, than);
  }

  private Condition.Comparison comparison() {
    if (take("lte:")) {
      return Condition.Comparison.AT_OR_BEFORE;
    }
    if (take("lt:")) {
      return Condition.Comparison.BEFORE;
    }
    if (take("gte:")) {
      return Condition.Comparison.AT_OR_AFTER;
    }
    return take("gt:") ? Condition.Comparison.AFTER : Condition.Comparison.EQUAL;
  }

  private boolean truth() {
    if (takeWord("true")) {
      return true;
    }
    if (takeWord("false")) {
      return false;
    }
    throw fault("a filter with true or false for this property");
  }

  private Set<KeyState> states() {
    int end = text.indexOf(' ', position);
    String list = text.substring(position, end < 0 ? text.length() : end);
    Set<KeyState> states =
        states(list).orElseThrow(() -> fault("a filter with states like 1,2: 0 to 5"));
    position += list.length();
    return states;
  }

  /**
   * States as the API writes them, {@code 1,5}. A key is never pre-active: 0 is read and matches
   * none, as does 4.
   */
  public static Optional<Set<KeyState>> states(String list) {
    Set<KeyState> states = EnumSet.noneOf(KeyState.class);
    if (!list.matches("[0-5](,[0-5]){0,20}")) {
      return Optional.empty();
    }
    for (String number : list.split(",", -1)) {
      KeyState.ofCode(Integer.parseInt(number)).ifPresent(states::add);
    }
    return Optional.of(states);
  }

  private boolean takeWord(String word) {
    int end = position + word.length();
    boolean ends = end >= text.length() || text.charAt(end) == ' ';
    return ends && take(word);
  }

  private boolean take(String token) {
    if (!text.startsWith(token, position)) {
      return false;
    }
    position += token.length();
    return true;
  }

  private void skipSpaces() {
    while (position < text.length() && text.charAt(position) == ' ') {
      position++;
    }
  }

  private RuntimeException fault(String mustBe) {
    return KeyProtectError.queryParameter(
        "filter", mustBe + " (at character " + (position + 1) + ")");
  }
}
