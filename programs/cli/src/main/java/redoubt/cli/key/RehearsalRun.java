package redoubt.cli.key;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import redoubt.cli.Exit;
import redoubt.cli.Terminal;
import redoubt.cli.http.Api;
import redoubt.cli.text.JsonText;
import redoubt.cli.text.Output;
import redoubt.cli.text.Progress;
import redoubt.core.Failure;

/** Begins a rehearsal, watches it to its end and until all came back, and reports. */
final class RehearsalRun {
  private static final Duration LOOK = Duration.ofMillis(500);

  /** How long plugins are waited for when the key is back. */
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  /** Ctrl-C waits for the call at hand. */
  private static final Duration LONGEST_CALL = Duration.ofSeconds(20);

  private final Api api;
  private final String key;
  private final Terminal terminal;
  private final Output output;

  /**
   * @param key path of the key in our API
   */
  RehearsalRun(Api api, String key, Terminal terminal, Output output) {
    this.api = api;
    this.key = key;
    this.terminal = terminal;
    this.output = output;
  }

  int run(String name, Duration length) {
    JsonNode begun =
        api.post(key + "/rehearsal", JsonText.object().put("seconds", length.toSeconds()));
    JsonNode away;
    try (Absence absence = new Absence(api, key, terminal)) {
      away = watched(absence, begun, name, length);
    }
    return reported(away, untilAllAreBack());
  }

  /** Returns what could be read meanwhile. */
  private JsonNode watched(Absence absence, JsonNode begun, String name, Duration length) {
    JsonNode report = begun;
    JsonNode away = JsonText.object();
    try (Progress progress =
        new Progress(terminal.err(), terminal.errIsTerminal(), "seconds without key " + name)) {
      long start = System.nanoTime();
      while (report.path("state").asText().equals("running")
          && !Thread.currentThread().isInterrupted()) {
        long gone = Duration.ofNanos(System.nanoTime() - start).toSeconds();
        progress.at(Math.min(gone, length.toSeconds()), length.toSeconds());
        if (away.isEmpty() && gone >= length.toSeconds() * 2 / 3) {
          away = absence.asking(this::readings);
        }
        LockSupport.parkNanos(LOOK.toNanos());
        report = absence.asking(this::report);
      }
      if (report.path("state").asText().equals("ended")) {
        absence.over();
      }
      progress.at(length.toSeconds(), length.toSeconds());
    }
    return away;
  }

  private JsonNode report() {
    return api.json(Api.Call.of("GET", key + "/rehearsal").within(LONGEST_CALL));
  }

  /** A trial that fails is no reason to stop watching. */
  private JsonNode readings() {
    try {
      return api.json(
          Api.Call.of("POST", key + "/readings").with(JsonText.object()).within(LONGEST_CALL));
    } catch (Failure e) {
      return JsonText.object().put("failure", e.code());
    }
  }

  private JsonNode untilAllAreBack() {
    JsonNode report = report();
    long begun = System.nanoTime();
    while (!RehearsalText.allBack(report)
        && System.nanoTime() - begun < PATIENCE.toNanos()
        && !Thread.currentThread().isInterrupted()) {
      LockSupport.parkNanos(LOOK.toNanos());
      report = report();
    }
    return report;
  }

  private int reported(JsonNode away, JsonNode report) {
    ObjectNode tree = (ObjectNode) report;
    tree.set("readWhileAway", away.path("items"));
    JsonNode afterwards = readings();
    tree.set("readAfterwards", afterwards.path("items"));
    if (afterwards.has("failure")) {
      tree.set("readAfterwardsFailure", afterwards.path("failure"));
    }
    boolean good =
        !RehearsalText.nobodyWasThere(tree)
            && RehearsalText.allReached(tree)
            && RehearsalText.allBack(tree)
            && RehearsalText.readAgain(tree);
    tree.put("good", good);
    output.show(tree, RehearsalText.of(tree));
    return good ? Exit.DONE : Exit.NO;
  }
}
