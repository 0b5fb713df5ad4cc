package redoubt.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;

final class HelpTest {
  private static final Path REFERENCE =
      Path.of(System.getProperty("redoubt.root", "../.."), "docs", "cli.md");

  private static List<CommandLine> all() {
    Terminal terminal =
        new Terminal(
            System.in, new ResultStream(System.out), System.err, Map.of(), false, false, false);
    List<CommandLine> all = new ArrayList<>();
    collect(CommandTree.whole(new Redoubt(terminal, Optional.empty())), all);
    return all;
  }

  private static void collect(CommandLine command, List<CommandLine> all) {
    all.add(command);
    command.getSubcommands().values().forEach(sub -> collect(sub, all));
  }

  @Test
  void everyCommandSaysWhatItDoesAndShowsAnExampleOfItself() {
    for (CommandLine command : all()) {
      var usage = command.getCommandSpec().usageMessage();
      assertThat(usage.description()).as(command.getCommandName()).isNotEmpty();
      assertThat(String.join("\n", usage.footer()))
          .as(command.getCommandSpec().qualifiedName())
          .contains(command.getCommandSpec().qualifiedName());
    }
  }

  /** A list of commands shows the first line alone. */
  @Test
  void theFirstLineOfWhatACommandDoesIsWhole() {
    for (CommandLine command : all()) {
      assertThat(command.getCommandSpec().usageMessage().description()[0])
          .as(command.getCommandSpec().qualifiedName())
          .endsWith(".");
    }
  }

  @Test
  void noCommandTakesASecretAsAnArgument() {
    for (CommandLine command : all()) {
      for (var option : command.getCommandSpec().options()) {
        assertThat(Arrays.asList(option.names()))
            .as(command.getCommandSpec().qualifiedName())
            .doesNotContain("--apikey", "--plaintext", "--material", "--share", "--pin");
      }
    }
  }

  @Test
  void theReferenceIsWhatTheCommandsSay() throws IOException {
    StringBuilder text =
        new StringBuilder(
            """
            # The command line

            Generated from the commands; after changing one, run its tests with `-Dgolden.update=true`.

            Exit status: 0 done; 1 the answer is no (denied, not in that state, unproven); 2 wrong usage,
            of the command line or of a value that the server rejects; 3 could not; 141 whoever read the output
            wanted no more, as in `| head`.

            `-o json` and `-o yaml` print one tree: the API's object, or `{"items":[…]}` for a list. It is stable.
            """);
    for (CommandLine command : all()) {
      text.append("\n## ")
          .append(command.getCommandSpec().qualifiedName())
          .append("\n```\n")
          .append(command.getUsageMessage(CommandLine.Help.Ansi.OFF).stripTrailing())
          .append("\n```\n");
    }
    if (Boolean.getBoolean("golden.update")) {
      Files.writeString(REFERENCE, text);
    }
    assertThat(Files.readString(REFERENCE)).isEqualTo(text.toString());
  }
}
