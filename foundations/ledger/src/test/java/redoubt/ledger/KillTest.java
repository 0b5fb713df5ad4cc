package redoubt.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A writer and its PostgreSQL, killed under load, lose nothing that was acknowledged. */
class KillTest {
  private static final int ROUNDS = Integer.getInteger("redoubt.kills", 3);

  @TempDir private Path directory;

  @Test
  void noAcknowledgedEntryIsLost() throws Exception {
    Map<String, String> acknowledged = new HashMap<>();
    for (int round = 0; round < ROUNDS; round++) {
      runAndKill(round, 150 + 211 * round, acknowledged);
    }
    try (Writer survivor = new Writer(directory)) {
      assertThat(survivor.ledger.tampering()).isEmpty();
      assertThat(survivor.database.snapshot(survivor.ledger::verify).findings()).isEmpty();
      Map<String, String> found = new HashMap<>();
      Optional<EntryId> before = Optional.empty();
      do {
        LedgerPage page = survivor.ledger.entries(EntryFilter.ALL, before, 500);
        page.entries().forEach(one -> found.put(one.id().toString(), one.entry().target()));
        before = page.next();
      } while (before.isPresent());
      assertThat(found).containsAllEntriesOf(acknowledged);
      assertThat(acknowledged).hasSizeGreaterThan(150);
    }
  }

  /** Every other time PostgreSQL is killed in the same moment. */
  private void runAndKill(int round, int lines, Map<String, String> acknowledged)
      throws IOException, InterruptedException {
    Process writer =
        new ProcessBuilder(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-cp",
                System.getProperty("java.class.path"),
                Writer.class.getName(),
                directory.toString(),
                "round" + round)
            .redirectError(ProcessBuilder.Redirect.INHERIT)
            .start();
    try (BufferedReader out =
        new BufferedReader(
            new InputStreamReader(writer.getInputStream(), StandardCharsets.UTF_8))) {
      String postgres = "";
      int read = 0;
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        if (line.startsWith("postgres ")) {
          postgres = line.substring("postgres ".length());
        } else if (line.matches("[0-9]+\\.[0-9]+ round[0-9]+-[0-9]+-[0-9]+ ;")) {
          // Its end mark shows that the kill did not cut it off.
          String[] words = line.split(" ", -1);
          acknowledged.put(words[0], words[1]);
        }
        if (++read == lines) {
          if (round % 2 == 1) {
            kill(postgres);
          }
          kill(writer.pid() + "");
        }
      }
    }
    writer.waitFor();
  }

  private static void kill(String pid) throws IOException, InterruptedException {
    new ProcessBuilder("kill", "-9", pid).inheritIO().start().waitFor();
  }
}
