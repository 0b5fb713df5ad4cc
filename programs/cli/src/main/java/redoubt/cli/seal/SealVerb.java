package redoubt.cli.seal;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import picocli.CommandLine.Option;
import redoubt.cli.Exit;
import redoubt.cli.Verb;
import redoubt.cli.text.Column;
import redoubt.cli.text.Progress;
import redoubt.core.Failure;

/** What the commands of the seal share. */
abstract class SealVerb extends Verb {
  static final List<Column> COLUMNS =
      List.of(
          Column.of("Provider", "provider"),
          Column.of("Master key", "master.id"),
          Column.of("Since", "master.createdAt"),
          Column.of("Secrets", "secrets"),
          Column.of("Not yet under it", "pending"),
          new Column(
              "Job",
              seal -> {
                JsonNode job = seal.path("job");
                return job.path("kind").isTextual()
                    ? job.path("kind").asText()
                        + " "
                        + job.path("state").asText()
                        + ", "
                        + job.path("done").asText()
                        + " of "
                        + job.path("total").asText()
                    : "-";
              }),
          new Column(
              "HSM",
              seal ->
                  !seal.path("hsm").path("configured").asBoolean()
                      ? "none"
                      : seal.path("hsm").path("reachable").asBoolean()
                          ? "reachable"
                          : "not reachable"));

  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(300);

  @Option(names = "--no-wait", description = "Start it and return; the server goes on alone.")
  boolean noWait;

  /** Starts a job and watches it to its end. */
  final int run(String path, ObjectNode body, String what) {
    api().post(path, body);
    JsonNode seal = api().get("/v1/seal");
    if (!noWait) {
      try (Progress progress = new Progress(terminal().err(), terminal().errIsTerminal(), what)) {
        while (isRunning(seal)) {
          progress.at(
              seal.path("job").path("done").asLong(), seal.path("job").path("total").asLong());
          pause();
          seal = api().get("/v1/seal");
        }
        JsonNode job = seal.path("job");
        if (job.path("total").asLong() > 0) {
          progress.at(job.path("done").asLong(), job.path("total").asLong());
        }
      }
    }
    output().object(seal, COLUMNS);
    return seal.path("job").path("state").asText().equals("failed") ? Exit.COULD_NOT : Exit.DONE;
  }

  private static boolean isRunning(JsonNode seal) {
    String state = seal.path("job").path("state").asText().toLowerCase(Locale.ROOT);
    return state.equals("running") || state.equals("pending") || state.equals("waiting");
  }

  private static void pause() {
    try {
      Thread.sleep(BETWEEN_LOOKS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new Failure(
          Failure.Kind.UNAVAILABLE,
          "cli.interrupted",
          "Watching was interrupted; the server goes on.",
          "See how far it is: redoubt seal status.");
    }
  }
}
