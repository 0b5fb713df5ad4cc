package redoubt.cli;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

/**
 * All commands. Only those whose names were typed are built, since building one costs as much as
 * running it; when none of a noun's verbs was typed (help, a typing error), all are. A line that
 * begins with a noun builds no other one, whatever else is called so: the launcher chose the
 * classes by that word.
 */
final class CommandTree {
  private CommandTree() {}

  static CommandLine whole(Redoubt root) {
    return reachableBy(new String[0], root);
  }

  static CommandLine reachableBy(String[] args, Redoubt root) {
    CommandLine command = new CommandLine(root);
    Set<String> typed = new HashSet<>(Arrays.asList(args));
    boolean begins = args.length > 0 && Commands.under("").contains(args[0]);
    grow(command.getCommandSpec(), "", begins ? Set.of(args[0]) : typed, typed);
    HelpText.arrange(command, root.terminal().outIsTerminal());
    return command;
  }

  private static void grow(CommandSpec parent, String path, Set<String> here, Set<String> typed) {
    List<String> names = Commands.under(path);
    List<String> wanted = names.stream().filter(here::contains).toList();
    for (String name : wanted.isEmpty() ? names : wanted) {
      String childPath = path.isEmpty() ? name : path + " " + name;
      Object named = Commands.named(childPath);
      CommandLine child = new CommandLine(named);
      if (named instanceof Verb verb) {
        verb.stand(child.getCommandSpec());
      }
      grow(child.getCommandSpec(), childPath, typed, typed);
      parent.addSubcommand(name, child);
    }
  }
}
