package redoubt.cli;

import java.io.BufferedOutputStream;
import java.io.BufferedReader;
import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;

/**
 * Where a command reads, writes and finds its environment.
 *
 * @param inIsTerminal whether a person types the input
 * @param outIsTerminal whether a person sees the output
 * @param errIsTerminal whether a person sees errors, questions and progress
 */
public record Terminal(
    InputStream in,
    ResultStream out,
    PrintStream err,
    Map<String, String> environment,
    boolean inIsTerminal,
    boolean outIsTerminal,
    boolean errIsTerminal) {

  public Terminal {
    environment = Map.copyOf(environment);
  }

  /** The process's own; {@code ./redoubt} says in a property which streams are terminals. */
  static Terminal ofProcess() {
    String terminals = System.getProperty("redoubt.terminals", "");
    return new Terminal(
        System.in,
        new ResultStream(new FileOutputStream(FileDescriptor.out)),
        errors(),
        System.getenv(),
        terminals.contains("0"),
        terminals.contains("1"),
        terminals.contains("2"));
  }

  /** Texts are UTF-8 whatever the locale says. */
  private static PrintStream errors() {
    return new PrintStream(
        new BufferedOutputStream(new FileOutputStream(FileDescriptor.err)),
        true,
        StandardCharsets.UTF_8);
  }

  Optional<String> variable(String name) {
    return Optional.ofNullable(environment.get(name)).filter(value -> !value.isEmpty());
  }

  /** Whether a question would reach a person. */
  public boolean isInteractive() {
    return inIsTerminal && errIsTerminal;
  }

  /** Asks a question and returns the line typed; empty at the end of the input. */
  public Optional<String> ask(String question) {
    err.print(question);
    err.flush();
    try {
      return Optional.ofNullable(
          new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8)).readLine());
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  /** Asks for a secret without showing what is typed, where the system can do that. */
  public Optional<String> askSecret(String question) {
    Console console = inIsTerminal ? System.console() : null;
    if (console == null) {
      return ask(question);
    }
    char[] typed = console.readPassword("%s", question);
    if (typed == null) {
      return Optional.empty();
    }
    String text = new String(typed);
    Arrays.fill(typed, '\0');
    return Optional.of(text);
  }
}
