package redoubt.cli;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.UnmatchedArgumentException;

/** What was typed where nothing of the kind is taken, and what may have been meant. */
final class Unmatched {
  private static final int MOST_NEAR = 3;

  /** Verbs of other tools, and ours for the same. */
  private static final Map<String, List<String>> SAME =
      Map.ofEntries(
          Map.entry("inspect", List.of("show")),
          Map.entry("describe", List.of("show")),
          Map.entry("get", List.of("show", "list")),
          Map.entry("info", List.of("show")),
          Map.entry("ls", List.of("list")),
          Map.entry("rm", List.of("delete", "remove")),
          Map.entry("del", List.of("delete", "remove")),
          Map.entry("remove", List.of("delete")),
          Map.entry("delete", List.of("remove", "revoke")),
          Map.entry("revoke", List.of("delete", "remove")),
          Map.entry("add", List.of("create")),
          Map.entry("create", List.of("add")),
          Map.entry("new", List.of("create", "add")),
          Map.entry("update", List.of("set")),
          Map.entry("check", List.of("verify")));

  private final UnmatchedArgumentException thrown;
  private final CommandSpec command;

  Unmatched(UnmatchedArgumentException thrown) {
    this.thrown = thrown;
    this.command = thrown.getCommandLine().getCommandSpec();
  }

  private String word() {
    return thrown.getUnmatched().getFirst();
  }

  String said() {
    String name = command.qualifiedName();
    if (word().startsWith("-")) {
      return name + " has no option " + word().replaceFirst("=.*", "") + ".";
    }
    return command.subcommands().isEmpty()
        ? name + " takes no further word: " + word() + "."
        : name + " has no command " + word() + ".";
  }

  /** The same in our words, otherwise what is written alike. */
  Optional<String> near() {
    Set<String> commands = command.subcommands().keySet();
    List<String> same =
        SAME.getOrDefault(word(), List.of()).stream().filter(commands::contains).toList();
    List<String> near = same.isEmpty() ? thrown.getSuggestions() : same;
    return near.isEmpty()
        ? Optional.empty()
        : Optional.of(
            String.join(" or ", Stream.of(near).flatMap(List::stream).limit(MOST_NEAR).toList()));
  }
}
