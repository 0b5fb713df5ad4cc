package redoubt.cli.encryption;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import redoubt.cli.Exit;
import redoubt.cli.cluster.ClusterVerb;
import redoubt.cli.text.Progress;
import redoubt.core.Failure;
import redoubt.encryption.census.Report;
import redoubt.encryption.census.Verdict;

/** What the commands share that let the server read a cluster's etcd, or show what came of it. */
abstract class LedgerVerb extends ClusterVerb {
  private static final Duration LOOK = Duration.ofMillis(300);

  /** Begins a reading. */
  final JsonNode begun(String name, boolean all) {
    return api().post(cluster(name) + "/ledger", object().put("all", all));
  }

  /** Waits for a reading's end; interrupted, the server goes on. */
  final JsonNode ended(String name, JsonNode begun) {
    JsonNode reading = begun;
    try (Progress progress =
        new Progress(terminal().err(), terminal().errIsTerminal(), "Objects read")) {
      while (reading.path("state").asText().equals("running")
          && !Thread.currentThread().isInterrupted()) {
        progress.at(reading.path("objects").asLong(), 0);
        LockSupport.parkNanos(LOOK.toNanos());
        reading = api().get(cluster(name) + "/ledger/" + reading.path("id").asText());
      }
      progress.at(reading.path("objects").asLong(), 0);
    }
    return reading;
  }

  /**
   * The signed report that came of a reading.
   *
   * @throws Failure with the reading's own code when nothing came of it
   */
  final JsonNode reportOf(String name, JsonNode reading) {
    if (!reading.path("state").asText().equals("done")) {
      throw new Failure(
          Failure.Kind.UNAVAILABLE,
          reading.path("code").asText("encryption.reading-stopped"),
          reading.path("failure").asText("The reading was stopped."),
          "Put that right, then begin again: redoubt encryption ledger " + name + ".");
    }
    return report(name, reading.path("report").asText());
  }

  final JsonNode report(String name, String id) {
    return api().get(cluster(name) + "/reports/" + encoded(id));
  }

  /** Shows a signed report; returns what the command ends with. */
  final int show(JsonNode signed) {
    Report report = Report.parse(signed.path("report"));
    output().show(signed, LedgerText.of(report) + LedgerText.signature(signed));
    return exit(report);
  }

  static int exit(Report report) {
    return report.verdict() == Verdict.PROTECTED ? Exit.DONE : Exit.NO;
  }
}
