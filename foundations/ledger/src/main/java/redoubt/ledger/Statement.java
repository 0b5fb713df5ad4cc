package redoubt.ledger;

import java.util.Collections;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * Something that the server says for others to check later, away from it. Its text begins with a
 * line that no head begins with, so that neither can be taken for the other.
 *
 * @param kind what it is about, with its version, such as {@code encryption-report/1}
 * @param fields few and short, sorted by name
 */
public record Statement(String kind, SortedMap<String, String> fields) {
  private static final String FIRST = "redoubt statement/1";
  private static final Pattern KIND = Pattern.compile("[a-z0-9-]{1,100}/[0-9]{1,4}");
  private static final Pattern NAME = Pattern.compile("[A-Za-z][A-Za-z0-9-]{0,99}");
  private static final Pattern VALUE = Pattern.compile("[^\\p{Cntrl}]{0,1000}");
  private static final int MOST = 40;

  public Statement {
    fields = Collections.unmodifiableSortedMap(new TreeMap<>(fields));
    boolean good =
        KIND.matcher(kind).matches()
            && fields.size() <= MOST
            && fields.keySet().stream().allMatch(name -> NAME.matcher(name).matches())
            && fields.values().stream().allMatch(value -> VALUE.matcher(value).matches());
    if (!good) {
      throw new IllegalArgumentException("a statement of another form");
    }
  }

  /** One field in a line, ends with a line break. */
  String text() {
    StringBuilder text = new StringBuilder(FIRST).append('\n').append(kind).append('\n');
    fields.forEach((name, value) -> text.append(name).append(' ').append(value).append('\n'));
    return text.toString();
  }

  /**
   * @throws IllegalArgumentException for anything but what {@link #text} writes
   */
  static Statement parse(String text) {
    String[] lines = text.split("\n", -1);
    if (lines.length < 3 || !lines[0].equals(FIRST)) {
      throw new IllegalArgumentException("no statement");
    }
    SortedMap<String, String> fields = new TreeMap<>();
    for (int i = 2; i < lines.length - 1; i++) {
      int space = lines[i].indexOf(' ');
      if (space < 0) {
        throw new IllegalArgumentException("no statement");
      }
      fields.put(lines[i].substring(0, space), lines[i].substring(space + 1));
    }
    Statement statement = new Statement(lines[1], fields);
    if (!statement.text().equals(text)) {
      throw new IllegalArgumentException("no statement");
    }
    return statement;
  }
}
