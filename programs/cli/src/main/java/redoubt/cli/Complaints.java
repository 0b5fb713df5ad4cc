package redoubt.cli;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.NoSuchFileException;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import picocli.CommandLine;
import picocli.CommandLine.MissingParameterException;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParseResult;
import picocli.CommandLine.UnmatchedArgumentException;
import redoubt.cli.text.Table;
import redoubt.core.Failure;

/** Turns everything that can go wrong into two lines: what happened, what to do. */
final class Complaints {
  int usage(ParameterException thrown, String[] args) {
    CommandLine command = thrown.getCommandLine();
    PrintStream err = ((Redoubt) command.getCommandSpec().root().userObject()).terminal().err();
    if (thrown instanceof UnmatchedArgumentException unmatched) {
      Unmatched what = new Unmatched(unmatched);
      say(err, what.said());
      what.near().ifPresent(near -> advise(err, "Did you mean " + near + "?"));
    } else {
      say(err, firstLine(thrown.getMessage()));
      if (thrown instanceof MissingParameterException) {
        misspelt(command, args)
            .ifPresent(option -> advise(err, "There is no option " + option + "."));
      }
    }
    advise(err, "See: " + command.getCommandSpec().qualifiedName() + " --help");
    return Exit.USAGE;
  }

  /** The first word that looks like an option and is none of the command's. */
  private static Optional<String> misspelt(CommandLine command, String[] args) {
    return Stream.of(args)
        .takeWhile(word -> !word.equals("--"))
        .filter(word -> word.startsWith("--"))
        .map(word -> word.contains("=") ? word.substring(0, word.indexOf('=')) : word)
        .filter(word -> !command.getCommandSpec().optionsMap().containsKey(word))
        .findFirst();
  }

  int failure(Exception thrown, CommandLine command, ParseResult parsed) {
    PrintStream err = ((Redoubt) command.getCommandSpec().root().userObject()).terminal().err();
    if (thrown instanceof ParameterException usage) {
      return usage(usage, new String[0]);
    }
    Failure failure =
        switch (thrown) {
          case Failure known -> known;
          case IOException io -> file(io);
          default ->
              new Failure(
                  Failure.Kind.INTERNAL,
                  "cli.internal",
                  "The command line has a fault (" + thrown.getClass().getSimpleName() + ").",
                  "Report it with the command that you typed, without secrets.",
                  thrown);
        };
    return tell(err, failure);
  }

  /** A reader that went away is told nothing: it wanted no more. */
  int outputLost(IOException loss, PrintStream err) {
    String reason = String.valueOf(loss.getMessage());
    if (reason.toLowerCase(Locale.ROOT).contains("broken pipe")) {
      return Exit.PIPE_CLOSED;
    }
    return tell(
        err,
        new Failure(
            Failure.Kind.UNAVAILABLE,
            "cli.output-lost",
            "The output was not written (" + reason + "); what the server was asked to do is done.",
            "Make room, or write to a file with --out. A secret that is shown once is lost: delete"
                + " it and make another.",
            loss));
  }

  private static int tell(PrintStream err, Failure failure) {
    say(err, failure.what());
    advise(err, failure.remedy());
    advise(err, "(" + failure.code() + ")");
    return Exit.of(failure.kind());
  }

  private static Failure file(IOException io) {
    String name = io.getMessage() == null ? "A file" : "The file " + io.getMessage();
    return switch (io) {
      case NoSuchFileException e -> file(name + " is not there.", "Check its name.", e);
      case FileAlreadyExistsException e ->
          file(name + " is there already.", "Remove it, or name another.", e);
      case AccessDeniedException e ->
          file(name + " may not be read or written by you.", "Check its rights.", e);
      default ->
          file(
              "A file or the connection failed: " + io.getMessage() + ".",
              "Check disk, rights and network, then try again.",
              io);
    };
  }

  private static Failure file(String what, String remedy, IOException cause) {
    return new Failure(Failure.Kind.UNAVAILABLE, "cli.file", what, remedy, cause);
  }

  private static String firstLine(@org.jspecify.annotations.Nullable String message) {
    String line = message == null ? "" : message.lines().findFirst().orElse("");
    // The parser puts that before some of its sentences.
    String said = line.startsWith("Error: ") ? line.substring("Error: ".length()) : line;
    return said.isEmpty() ? "The command is wrong." : said;
  }

  private static void say(PrintStream err, String text) {
    err.println("redoubt: " + Table.printable(text));
  }

  private static void advise(PrintStream err, String text) {
    err.println("         " + Table.printable(text));
  }
}
