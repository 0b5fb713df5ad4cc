package redoubt.cli.key;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;
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
    JsonNode report =
        api.post(key + "/rehearsal", JsonText.object().put("seconds", length.toSeconds()));
    AtomicBoolean over = new AtomicBoolean();
    Thread giveBack =
        new Thread(
            () -> {
              if (!over.get()) {
                terminal.err().println("\ngiving the key back");
                giveBack();
              }
            },
            "give-back");
    Runtime.getRuntime().addShutdownHook(giveBack);
    JsonNode away = JsonText.object();
    try (Progress progress =
        new Progress(terminal.err(), terminal.errIsTerminal(), "seconds without key " + name)) {
      long begun = System.nanoTime();
      while (report.path("state").asText().equals("running")) {
        long gone = Duration.ofNanos(System.nanoTime() - begun).toSeconds();
        progress.at(Math.min(gone, length.toSeconds()), length.toSeconds());
        if (away.isEmpty() && gone >= length.toSeconds() * 2 / 3) {
          away = readings();
        }
        LockSupport.parkNanos(LOOK.toNanos());
        report = api.get(key + "/rehearsal");
      }
      progress.at(length.toSeconds(), length.toSeconds());
    } finally {
      over.set(true);
    }
    Runtime.getRuntime().removeShutdownHook(giveBack);
    return reported(away, untilAllAreBack(report));
  }

  private void giveBack() {
    try {
      api.delete(key + "/rehearsal");
    } catch (Failure e) {
      terminal.err().println(e.what() + " The rehearsal ends by itself.");
    }
  }

  /** A trial that fails is no reason to stop watching. */
  private JsonNode readings() {
    try {
      return api.json(Api.Call.of("POST", key + "/readings").with(JsonText.object()));
    } catch (Failure e) {
      return JsonText.object().put("failure", e.code());
    }
  }

  private JsonNode untilAllAreBack(JsonNode ended) {
    JsonNode report = ended;
    long begun = System.nanoTime();
    while (!RehearsalText.allBack(report)
        && System.nanoTime() - begun < PATIENCE.toNanos()
        && !Thread.currentThread().isInterrupted()) {
      LockSupport.parkNanos(LOOK.toNanos());
      report = api.get(key + "/rehearsal");
    }
    return report;
  }

  private int reported(JsonNode away, JsonNode report) {
    ObjectNode tree = (ObjectNode) report;
    tree.set("readWhileAway", away.path("items"));
    tree.set("readAfterwards", readings().path("items"));
    boolean good =
        !RehearsalText.nobodyWasThere(tree)
            && RehearsalText.allReached(tree)
            && RehearsalText.allBack(tree);
    tree.put("good", good);
    output.show(tree, RehearsalText.of(tree));
    return good ? Exit.DONE : Exit.NO;
  }
}
