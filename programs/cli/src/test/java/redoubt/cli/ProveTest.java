package redoubt.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redoubt.cli.text.JsonText;

/** What a person sees while a server attacks itself. */
final class ProveTest {
  @TempDir static Path directory;
  private static OwnServer server;

  @BeforeAll
  static void begin() {
    server = OwnServer.start(directory);
  }

  @AfterAll
  static void end() throws IOException {
    server.close();
  }

  /** The results go to a file, and a person sees the rest. */
  @Test
  void howManyProofsHaveEndedIsToldWhileOthersRun() throws Exception {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int status =
        Main.run(
            new Terminal(
                new ByteArrayInputStream(new byte[0]),
                new ResultStream(out),
                new PrintStream(err, true, StandardCharsets.UTF_8),
                server.environment(),
                false,
                false,
                true),
            "prove",
            "--protection",
            "keys",
            "-o",
            "json");
    String told = err.toString(StandardCharsets.UTF_8);
    assertThat(status).as(told).isEqualTo(Exit.DONE);
    JsonNode items = JsonText.parse(out.toByteArray()).path("items");
    assertThat(items).isNotEmpty();
    int all = items.size();
    assertThat(told)
        .contains("redoubt prove --last", "] 0 of " + all, "] " + all + " of " + all)
        .containsPattern("\\] (?!0 of|" + all + " of)[0-9]+ of " + all);
  }

  @Test
  void whereNobodyLooksNothingIsToldBesideTheResult() {
    CommandLineRun run = server.run("prove", "--protection", "ledger");
    assertThat(run.err()).isEmpty();
    assertThat(run.out()).contains(" proven, 0 failed");
  }
}
