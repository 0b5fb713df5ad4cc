package redoubt.cli.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import redoubt.cli.Exit;
import redoubt.cli.ResultStream;
import redoubt.cli.Terminal;
import redoubt.cli.http.Api;
import redoubt.cli.http.Credential;
import redoubt.cli.http.Target;
import redoubt.cli.key.ScriptedServer.Answer;
import redoubt.cli.text.Format;
import redoubt.cli.text.Output;
import redoubt.core.Failure;

/** Whatever goes wrong while a key is away, it is given back. */
final class RehearsalRunTest {
  private static final Answer RUNNING = report("running");
  private static final Answer ENDED = report("ended");
  private static final Answer BROKEN =
      new Answer(500, "{\"code\":\"test.broken\",\"title\":\"Broken.\",\"detail\":\"Mend it.\"}");
  private static final Answer NOTHING_TO_READ = new Answer(200, "{\"items\":[]}");
  private static final Answer BACK = new Answer(204, "");

  @TempDir private Path directory;
  private final ByteArrayOutputStream out = new ByteArrayOutputStream();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();

  private static Answer report(String state) {
    return new Answer(
        200,
        "{\"name\":\"orders\",\"state\":\""
            + state
            + "\",\"begunAt\":\"a\",\"endedAt\":\"b\",\"endedBy\":\"time\",\"dependents\":[],"
            + "\"refusals\":[],\"allRefusals\":true}");
  }

  private ScriptedServer server(Function<String, Answer> script) throws IOException {
    return new ScriptedServer(directory.resolve("s"), script);
  }

  private int rehearse() {
    Terminal terminal =
        new Terminal(
            new ByteArrayInputStream(new byte[0]),
            new ResultStream(out),
            new PrintStream(err, true, StandardCharsets.UTF_8),
            Map.of(),
            false,
            false,
            false);
    try (Api api =
        new Api(
            Target.local(directory.resolve("s")),
            () -> new Credential("rdt_test", "the test"),
            Optional.empty(),
            InstantSource.system(),
            Optional.empty())) {
      return new RehearsalRun(api, "/key", terminal, new Output(Format.TABLE, terminal.out()))
          .run("orders", Duration.ofMinutes(10));
    }
  }

  @Test
  void anErrorInBetweenGivesTheKeyBack() throws IOException {
    try (ScriptedServer server =
        server(call ->
            switch (call) {
              case "POST /key/rehearsal" -> RUNNING;
              case "DELETE /key/rehearsal" -> BACK;
              default -> BROKEN;
            })) {
      assertThatThrownBy(this::rehearse).isInstanceOf(Failure.class);

      assertThat(server.heard().getLast()).isEqualTo("DELETE /key/rehearsal");
      assertThat(err.toString(StandardCharsets.UTF_8)).contains("giving the key back");
    }
  }

  @Test
  void itIsGivenBackAgainUntilTheServerTakesIt() throws IOException {
    AtomicInteger asked = new AtomicInteger();
    try (ScriptedServer server =
        server(call ->
            switch (call) {
              case "POST /key/rehearsal" -> RUNNING;
              case "DELETE /key/rehearsal" -> asked.incrementAndGet() < 3 ? BROKEN : BACK;
              default -> BROKEN;
            })) {
      assertThatThrownBy(this::rehearse).isInstanceOf(Failure.class);

      assertThat(asked).hasValue(3);
      assertThat(server.heard().getLast()).isEqualTo("DELETE /key/rehearsal");
    }
  }

  @Test
  void aKeyThatIsBackIsNotGivenBackAgain() throws IOException {
    try (ScriptedServer server =
        server(call ->
            switch (call) {
              case "POST /key/readings" -> NOTHING_TO_READ;
              default -> ENDED;
            })) {
      assertThat(rehearse()).isEqualTo(Exit.DONE);

      assertThat(server.heard()).doesNotContain("DELETE /key/rehearsal");
    }
  }

  @Test
  void whatCannotBeTriedAfterwardsIsNoSuccess() throws IOException {
    try (ScriptedServer _ = server(call -> call.equals("POST /key/readings") ? BROKEN : ENDED)) {
      assertThat(rehearse()).isEqualTo(Exit.NO);

      assertThat(out.toString(StandardCharsets.UTF_8))
          .contains("Afterwards nothing could be tried");
    }
  }

  @Test
  void anObjectThatCannotBeReadAgainIsNoSuccess() throws IOException {
    Answer unread =
        new Answer(
            200,
            "{\"items\":[{\"name\":\"prod\",\"what\":\"secrets\",\"outcome\":\"failed\","
                + "\"detail\":\"encryption.kube-refused\"}]}");
    try (ScriptedServer _ = server(call -> call.equals("POST /key/readings") ? unread : ENDED)) {
      assertThat(rehearse()).isEqualTo(Exit.NO);

      assertThat(out.toString(StandardCharsets.UTF_8)).contains("not everything can be read again");
    }
  }
}
