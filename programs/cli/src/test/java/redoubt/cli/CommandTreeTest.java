package redoubt.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which commands a line builds; the launcher gives a line only the classes of its first word. */
final class CommandTreeTest {
  private static Set<String> built(String... args) {
    Terminal terminal =
        new Terminal(
            new ByteArrayInputStream(new byte[0]),
            new ResultStream(new ByteArrayOutputStream()),
            new PrintStream(new ByteArrayOutputStream(), true, StandardCharsets.UTF_8),
            Map.of(),
            false,
            false,
            false);
    return CommandTree.reachableBy(args, new Redoubt(terminal, Optional.empty()))
        .getSubcommands()
        .keySet();
  }

  @Test
  void aKeyThatIsCalledLikeANounBuildsNoOtherNoun() {
    assertThat(built("key", "show", "encryption")).containsExactly("key");
    assertThat(built("prove", "--protection", "encryption")).containsExactly("prove");
  }

  @Test
  void anOptionsValueDoesNotHideTheNoun() {
    assertThat(built("--instance", "key", "encryption", "status")).contains("encryption");
  }

  @Test
  void aWordThatIsNoNounBuildsAllOfThem() {
    assertThat(built("encrypt")).contains("key", "encryption", "cluster");
  }
}
