package redoubt.encryption.bundle;

import java.util.ArrayList;
import java.util.List;
import java.util.TreeMap;

/** Lines put into a text, or in the place of others; all other lines stay as they are. */
final class TextEdit {
  private final List<String> lines;
  private final String end;
  private final TreeMap<Integer, List<String>> after = new TreeMap<>();

  TextEdit(String text) {
    this.lines = new ArrayList<>(List.of(text.split("\n", -1)));
    this.end = text.contains("\r\n") ? "\r" : "";
  }

  String line(int number) {
    return lines.get(number);
  }

  /** Numbers are those of the text as it was. */
  void insertAfter(int number, String line) {
    after.computeIfAbsent(number, at -> new ArrayList<>()).add(line + end);
  }

  /** Puts text from a column on. */
  void replaceFrom(int number, int column, String text) {
    lines.set(number, lines.get(number).substring(0, column) + text + end);
  }

  String result() {
    List<String> result = new ArrayList<>();
    for (int number = 0; number < lines.size(); number++) {
      result.add(lines.get(number));
      result.addAll(after.getOrDefault(number, List.of()));
    }
    return String.join("\n", result);
  }
}
