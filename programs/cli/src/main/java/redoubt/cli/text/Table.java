package redoubt.cli.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/** Rows under headings, each column as wide as its widest cell; numbers stand to the right. */
public final class Table {
  private static final String GAP = "  ";
  private static final Pattern NUMBER = Pattern.compile("-|[0-9][0-9,.]*");

  private final List<String> headings;
  private final List<List<String>> rows = new ArrayList<>();

  public Table(List<String> headings) {
    this.headings = headings.stream().map(heading -> heading.toUpperCase(Locale.ROOT)).toList();
  }

  /** Control characters are shown as a question mark. */
  public void add(List<String> cells) {
    if (cells.size() != headings.size()) {
      throw new IllegalArgumentException(
          cells.size() + " cells for " + headings.size() + " columns");
    }
    rows.add(cells.stream().map(Table::printable).toList());
  }

  @Override
  public String toString() {
    List<List<String>> lines = new ArrayList<>();
    lines.add(headings);
    lines.addAll(rows);
    int[] widths = new int[headings.size()];
    boolean[] numeric = new boolean[headings.size()];
    for (int column = 0; column < widths.length; column++) {
      widths[column] = width(column);
      numeric[column] = isNumeric(column);
    }
    StringBuilder text = new StringBuilder();
    for (List<String> line : lines) {
      StringBuilder row = new StringBuilder();
      for (int column = 0; column < line.size(); column++) {
        String cell = line.get(column);
        int padding = widths[column] - length(cell);
        if (numeric[column]) {
          row.repeat(' ', padding).append(cell);
        } else {
          row.append(cell).repeat(' ', padding);
        }
        row.append(GAP);
      }
      text.append(row.toString().stripTrailing()).append('\n');
    }
    return text.toString();
  }

  private int width(int column) {
    int width = length(headings.get(column));
    for (List<String> row : rows) {
      width = Math.max(width, length(row.get(column)));
    }
    return width;
  }

  private boolean isNumeric(int column) {
    return !rows.isEmpty()
        && rows.stream().allMatch(row -> NUMBER.matcher(row.get(column)).matches())
        && rows.stream().anyMatch(row -> !row.get(column).equals("-"));
  }

  private static int length(String cell) {
    return cell.codePointCount(0, cell.length());
  }

  /** The text without anything that could move a cursor or change a terminal. */
  public static String printable(String text) {
    StringBuilder clean = new StringBuilder(text.length());
    text.codePoints()
        .forEach(point ->
            clean.appendCodePoint(
                Character.isISOControl(point)
                        || Character.getType(point) == Character.FORMAT
                        || Character.getType(point) == Character.LINE_SEPARATOR
                        || Character.getType(point) == Character.PARAGRAPH_SEPARATOR
                    ? '?'
                    : point));
    return clean.toString();
  }
}
