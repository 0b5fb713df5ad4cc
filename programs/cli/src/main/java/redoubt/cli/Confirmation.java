package redoubt.cli;

import java.util.Locale;
import picocli.CommandLine.Option;
import redoubt.core.Failure;

/** Asks before something is destroyed. Mix it into each command that destroys. */
public final class Confirmation {
  @Option(
      names = {"-y", "--yes"},
      description = "Do it without asking; needed where nobody can be asked.")
  boolean yes;

  /** Nobody is to be asked. */
  public boolean isGiven() {
    return yes;
  }

  /**
   * @param question what is about to happen, without a question mark
   * @throws Failure {@code cli.not-confirmed}
   */
  public void ask(Terminal terminal, String question) {
    if (yes) {
      return;
    }
    if (!terminal.isInteractive()) {
      throw new Failure(
          Failure.Kind.INVALID,
          "cli.not-confirmed",
          question + ": nobody is there to confirm it.",
          "Add --yes to do it.");
    }
    String answer = terminal.ask(question + "? [y/N] ").orElse("").strip().toLowerCase(Locale.ROOT);
    if (!answer.equals("y") && !answer.equals("yes")) {
      throw new Failure(
          Failure.Kind.CONFLICT,
          "cli.not-confirmed",
          "Nothing was done.",
          "Answer y, or add --yes.");
    }
  }

  /**
   * The same for what ends more than one can see at a glance: whoever confirms it types a name.
   *
   * @param question what is about to happen, without a full stop
   * @throws Failure {@code cli.not-confirmed}
   */
  public void askName(Terminal terminal, String question, String name) {
    if (yes) {
      return;
    }
    if (!terminal.isInteractive()) {
      ask(terminal, question);
    }
    String answer = terminal.ask(question + ". Type " + name + " to do it: ").orElse("").strip();
    if (!answer.equals(name)) {
      throw new Failure(
          Failure.Kind.CONFLICT,
          "cli.not-confirmed",
          "Nothing was done: that is not the name.",
          "Type " + name + ", or add --yes.");
    }
  }
}
