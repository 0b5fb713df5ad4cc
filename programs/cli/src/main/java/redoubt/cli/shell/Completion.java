package redoubt.cli.shell;

import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import redoubt.cli.Verb;

/** Prints a completion script. */
@Command(
    name = "completion",
    description = "Prints a script that completes commands and options in bash or zsh.",
    footer = {
      "Examples:",
      "  source <(redoubt completion bash)",
      "  redoubt completion zsh > ~/.redoubt-completion && echo 'source ~/.redoubt-completion' >>"
          + " ~/.zshrc"
    })
public final class Completion extends Verb {
  @Parameters(paramLabel = "SHELL", description = "bash or zsh.")
  String shell = "";

  @Override
  public Integer call() {
    if (!shell.equals("bash") && !shell.equals("zsh")) {
      throw wrongUsage("there is completion for bash and zsh, not for " + shell);
    }
    terminal().out().print(redoubt().completionScript());
    return 0;
  }
}
