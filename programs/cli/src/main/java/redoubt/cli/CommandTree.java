package redoubt.cli;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
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
    boolean begins = args.length > 0 && Commands.names().contains(args[0]);
    grow(
        command.getCommandSpec(),
        Commands.names(),
        Commands::named,
        begins ? Set.of(args[0]) : typed,
        typed);
    HelpText.arrange(command, root.terminal().outIsTerminal());
    return command;
  }

  private static void grow(
      CommandSpec parent,
      List<String> names,
      Function<String, Object> commands,
      Set<String> here,
      Set<String> typed) {
    List<String> wanted = names.stream().filter(here::contains).toList();
    for (String name : wanted.isEmpty() ? names : wanted) {
      Object named = commands.apply(name);
      CommandLine child = new CommandLine(named instanceof Noun below ? spec(below) : named);
      if (named instanceof Verb verb) {
        verb.stand(child.getCommandSpec());
      }
      if (named instanceof Noun below) {
        grow(child.getCommandSpec(), below.names(), below::named, typed, typed);
      }
      parent.addSubcommand(name, child);
    }
  }

  private static CommandSpec spec(Noun noun) {
    CommandSpec spec = CommandSpec.create();
    List<String> footer = new ArrayList<>();
    footer.add(noun.examples().size() == 1 ? "Example:" : "Examples:");
    noun.examples().forEach(example -> footer.add("  " + example));
    spec.usageMessage().description(noun.description()).footer(footer.toArray(String[]::new));
    return spec;
  }
}
