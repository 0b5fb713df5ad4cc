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

final class CompletionTest {
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
  void anotherShellIsWrongUsage() {
    assertThat(CommandLineRun.of(Map.of(), "completion", "fish").status()).isEqualTo(Exit.USAGE);
  }
}
