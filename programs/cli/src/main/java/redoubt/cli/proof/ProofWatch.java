package redoubt.cli.proof;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import redoubt.cli.Terminal;
import redoubt.cli.http.Api;
import redoubt.cli.text.Progress;
import redoubt.core.Failure;

/**
 * Tells a person, while the server's answer is awaited, how many proofs have ended: those of which
 * the server has other evidence than it had before. Says to who leaves with Ctrl-C that they go on.
 */
final class ProofWatch implements AutoCloseable {
  private static final Duration BETWEEN = Duration.ofSeconds(1);

  private final Api besides;
  private final Terminal terminal;
  private final @Nullable String protection;
  private final Map<String, String> before;
  private final int total;
  private final Progress progress;
  private final CountDownLatch over = new CountDownLatch(1);
  private final Thread asking;
  private final Thread atExit;

  /**
   * @param besides calls while another connection waits for the end of the run
   * @param protection of which the proofs are run; null for all
   */
  ProofWatch(Api besides, Terminal terminal, @Nullable String protection) {
    this.besides = besides;
    this.terminal = terminal;
    this.protection = protection;
    this.before = evidence();
    this.total = entries("/v1/proofs", "proof").size();
    this.progress = new Progress(terminal.err(), true, "Proofs that ended");
    this.asking = Thread.ofPlatform().daemon().name("proofs").unstarted(this::ask);
    this.atExit = Thread.ofPlatform().unstarted(this::leave);
  }

  /** From here until it is closed. */
  void begin() {
    Runtime.getRuntime().addShutdownHook(atExit);
    progress.at(0, total);
    asking.start();
  }

  private void ask() {
    try {
      while (!over.await(BETWEEN.toMillis(), TimeUnit.MILLISECONDS)) {
        Map<String, String> seen = evidence();
        progress.at(
            seen.entrySet().stream()
                .filter(one -> !one.getValue().equals(before.get(one.getKey())))
                .count(),
            total);
      }
    } catch (Failure e) {
      // What is the matter is told by the call that waits for the end.
      over.countDown();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  /** By proof, the ledger's entry of its last evidence. */
  private Map<String, String> evidence() {
    return entries("/v1/evidence", "ledgerEntry");
  }

  private Map<String, String> entries(String path, String field) {
    Map<String, String> entries = new HashMap<>();
    for (JsonNode one : besides.get(path).path("items")) {
      if (protection == null || one.path("protection").asText().equals(protection)) {
        entries.put(one.path("proof").asText(), one.path(field).asText());
      }
    }
    return entries;
  }

  /** The person leaves; the server does not. */
  void leave() {
    terminal
        .err()
        .println(
            "\nredoubt: The proofs go on. See what came of them: redoubt prove --last"
                + (protection == null ? "" : " --protection " + protection));
  }

  /** Every proof has ended. */
  void ended(int proofs) {
    stop();
    progress.at(proofs, proofs);
  }

  private void stop() {
    over.countDown();
    try {
      asking.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    stop();
    progress.close();
    besides.close();
    try {
      boolean _ = Runtime.getRuntime().removeShutdownHook(atExit);
    } catch (IllegalStateException e) {
      // The process ends already.
    }
  }
}
