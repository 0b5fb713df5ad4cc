package redoubt.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import picocli.CommandLine;
import picocli.CommandLine.Model.ArgSpec;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import redoubt.cli.http.EarlyConnection;
import redoubt.core.Failure;

/** Where the command line starts. */
public final class Main {
  /** Commands that talk to no server, or start one. */
  private static final Set<String> OFFLINE =
      Set.of("up", "completion", "version", "login", "logout", "help", "-h", "--help");

  private Main() {}

  public static void main(String[] args) {
    System.exit(run(Terminal.ofProcess(), args));
  }

  /** Runs one command to its end; nothing is thrown. */
  public static int run(Terminal terminal, String... typed) {
    String[] args = Asked.meant(typed);
    Redoubt root = new Redoubt(terminal, early(terminal, args));
    Complaints complaints = new Complaints();
    int status;
    try {
      status = execute(CommandTree.reachableBy(args, root), complaints, terminal, args);
    } finally {
      root.close();
    }
    Optional<IOException> loss = terminal.out().loss();
    if (loss.isEmpty()) {
      return status;
    }
    int lost = complaints.outputLost(loss.get(), terminal.err());
    return status == Exit.DONE ? lost : status;
  }

  private static int execute(
      CommandLine commandLine, Complaints complaints, Terminal terminal, String... args) {
    return commandLine
        .setOut(new PrintWriter(terminal.out(), true, StandardCharsets.UTF_8))
        .setErr(new PrintWriter(terminal.err(), true, StandardCharsets.UTF_8))
        .setCaseInsensitiveEnumValuesAllowed(true)
        .setParameterExceptionHandler(complaints::usage)
        .setExecutionExceptionHandler(complaints::failure)
        .setExecutionStrategy(Main::run)
        .execute(args);
  }

  private static int run(ParseResult parsed) {
    ParseResult last = parsed;
    while (last.hasSubcommand()) {
      last = last.subcommand();
    }
    for (ArgSpec arg : last.isUsageHelpRequested() ? List.<ArgSpec>of() : last.matchedArgs()) {
      requireText(last.commandSpec().commandLine(), arg);
    }
    return new CommandLine.RunLast().execute(parsed);
  }

  /** What a script gives of a variable that is not set would often mean more than was meant. */
  private static void requireText(CommandLine command, ArgSpec arg) {
    boolean empty = arg.stringValues().stream().anyMatch(String::isEmpty);
    if (!empty || (arg instanceof OptionSpec option && option.longestName().equals("--reason"))) {
      return;
    }
    String name = arg instanceof OptionSpec option ? option.longestName() : arg.paramLabel();
    throw new ParameterException(command, name + " is empty.");
  }

  /** Only where the settings alone name the server. */
  private static Optional<EarlyConnection> early(Terminal terminal, String... args) {
    boolean offline =
        args.length == 0
            || Arrays.stream(args)
                .anyMatch(arg ->
                    OFFLINE.contains(arg) || arg.startsWith("--server") || arg.startsWith("--ca"));
    try {
      return offline
          ? Optional.empty()
          : Optional.of(EarlyConnection.open(new Settings(terminal).target()));
    } catch (Failure e) {
      return Optional.empty();
    }
  }
}
