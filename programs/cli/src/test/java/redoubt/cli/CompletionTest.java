package redoubt.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redoubt.testkit.NeedsPeer;

final class CompletionTest {
  /** Types into a zsh at a pseudo terminal and prints what it shows, for 20 seconds at most. */
  private static final String TYPIST =
      """
      zmodload zsh/zpty
      zpty -b shell "zsh -f -i"
      until_shown() {
        for i in {1..100}; do
          zpty -rt shell chunk 2>/dev/null && shown+=$chunk
          [[ $shown == *$1* ]] && return
          sleep 0.1
        done
      }
      zpty -w shell "PS1='> '; autoload -Uz compinit; compinit -u -D; source $1; print REA''DY"
      until_shown READY
      zpty -w -n shell $'redoubt key unw\\t'
      until_shown unwrap
      print -r -- $shown
      zpty -d shell
      """;

  @TempDir Path directory = Path.of("");

  /** What bash offers for a line whose last word is typed; compopt works only at a prompt. */
  private String offered(String words, int index) throws IOException, InterruptedException {
    Assumptions.assumeTrue(Files.isExecutable(Path.of("/bin/bash")), "there is no bash");
    Path script = directory.resolve("completion");
    Files.writeString(script, CommandLineRun.of(Map.of(), "completion", "bash").out());
    Process bash =
        new ProcessBuilder(
                "/bin/bash",
                "-c",
                "compopt() { :; }; source \"$0\"; COMP_WORDS=("
                    + words
                    + "); COMP_CWORD="
                    + index
                    + "; _complete_redoubt; printf '%s\\n' \"${COMPREPLY[@]}\"",
                script.toString())
            .redirectErrorStream(true)
            .start();
    String text = new String(bash.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(bash.waitFor()).as(text).isZero();
    return text;
  }

  @Test
  void bashCompletesNouns() throws Exception {
    assertThat(offered("redoubt le", 1).lines()).containsExactly("ledger");
  }

  @Test
  void bashCompletesVerbsOfANoun() throws Exception {
    assertThat(offered("redoubt key un", 2).lines()).containsExactly("unwrap");
  }

  @Test
  void bashCompletesOptionsOfAVerb() throws Exception {
    assertThat(offered("redoubt key wrap --ge", 3).lines()).containsExactly("--generate");
  }

  @Test
  @NeedsPeer(value = "zsh", why = "completion at a prompt of zsh")
  void zshCompletesAVerbAtItsPrompt() throws Exception {
    Path completion = directory.resolve("completion");
    Files.writeString(completion, CommandLineRun.of(Map.of(), "completion", "zsh").out());
    Path typist = directory.resolve("typist");
    Files.writeString(typist, TYPIST);
    Process zsh =
        new ProcessBuilder("zsh", "-f", typist.toString(), completion.toString())
            .redirectErrorStream(true)
            .start();
    String shown = new String(zsh.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(zsh.waitFor()).as(shown).isZero();
    assertThat(shown).contains("redoubt key unwrap");
  }

  @Test
  void anotherShellIsWrongUsage() {
    assertThat(CommandLineRun.of(Map.of(), "completion", "fish").status()).isEqualTo(Exit.USAGE);
  }
}
