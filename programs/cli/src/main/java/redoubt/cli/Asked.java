package redoubt.cli;

import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** What somebody means who asks for help in one of the ways that other programs have. */
final class Asked {
  private static final Set<String> VERSION = Set.of("--version", "-V", "-v");

  private Asked() {}

  /** {@code help key wrap}, {@code key help} and nothing at all are {@code --help}. */
  static String[] meant(String... typed) {
    List<String> words = Arrays.asList(typed);
    if (words.isEmpty()) {
      return new String[] {"--help"};
    }
    if (words.size() == 1 && VERSION.contains(words.getFirst())) {
      return new String[] {"version"};
    }
    if (words.getFirst().equals("help")) {
      return Stream.concat(words.stream().skip(1), Stream.of("--help")).toArray(String[]::new);
    }
    if (words.size() == 2 && words.getLast().equals("help")) {
      return new String[] {words.getFirst(), "--help"};
    }
    return typed;
  }
}
