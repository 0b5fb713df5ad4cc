package redoubt.cli;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/**
 * All commands. Only those whose names were typed are built, since building one costs as much as
 * running it; when none of a noun's verbs was typed (help, a typing error), all are.
 */
final class CommandTree {
  private CommandTree() {}

  static CommandLine whole(Redoubt root) {
    return build(root, Set.of());
  }

  static CommandLine reachableBy(String[] args, Redoubt root) {
    return build(root, new HashSet<>(Arrays.asList(args)));
  }

  private static CommandLine build(Redoubt root, Set<String> typed) {
    CommandLine command = new CommandLine(root);
    grow(command.getCommandSpec(), "", typed);
    HelpText.arrange(command, root.terminal().outIsTerminal());
    return command;
  }

  private static void grow(CommandSpec parent, String path, Set<String> typed) {
    List<String> names = Commands.under(path);
    List<String> wanted = names.stream().filter(typed::contains).toList();
    for (String name : wanted.isEmpty() ? names : wanted) {
      String childPath = path.isEmpty() ? name : path + " " + name;
      Object named = Commands.named(childPath);
      CommandLine child = new CommandLine(named);
      if (named instanceof Verb verb) {
        verb.stand(child.getCommandSpec());
      }
      grow(child.getCommandSpec(), childPath, typed);
      parent.addSubcommand(name, child);
    }
  }
}
