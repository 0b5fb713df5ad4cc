package redoubt.cli.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

final class ProgressTest {
  private static String shown(boolean terminal, Consumer<Progress> work) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (Progress progress =
        new Progress(new PrintStream(bytes, true, StandardCharsets.UTF_8), terminal, "read")) {
      work.accept(progress);
    }
    return bytes.toString(StandardCharsets.UTF_8);
  }

  @Test
  void aFileGetsALineForEachTenth() {
    String shown =
        shown(
            false,
            progress -> {
              for (int done = 0; done <= 20; done++) {
                progress.at(done, 20);
              }
            });
    assertThat(shown.lines()).hasSize(11).startsWith("read: 0 of 20").endsWith("read: 20 of 20");
  }

  @Test
  void aFileGetsTheLastCountWhereNobodyKnowsTheTotal() {
    String shown =
        shown(
            false,
            progress -> {
              progress.at(0, 0);
              progress.at(500, 0);
              progress.at(1209, 0);
            });
    assertThat(shown).isEqualTo("read: 1209\n");
  }

  @Test
  void aTerminalSeesABarThatRedrawsItself() {
    assertThat(shown(true, progress -> progress.at(10, 20)))
        .startsWith("\rread [###############...............] 10 of 20")
        .endsWith("\n");
  }

  @Test
  void workThatNeverBeganSaysNothing() {
    assertThat(shown(false, progress -> {})).isEmpty();
  }
}
