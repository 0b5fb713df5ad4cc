package redoubt.cli.ledger;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import redoubt.cli.Verb;
import redoubt.cli.http.Api;
import redoubt.cli.http.PrivateFile;
import redoubt.cli.http.Reply;
import redoubt.cli.text.Progress;
import redoubt.core.Failure;

/** Exports the ledger. */
@Command(
    name = "export",
    description = {
      "Exports the ledger as lines of JSON, which tools/VerifyLedger.java checks on its own.",
      "With --instance only what concerns that instance."
    },
    footer = {
      "Examples:",
      "  redoubt ledger export --out ledger.ndjson",
      "  java tools/VerifyLedger.java ledger.ndjson --key \"$PUBLICKEY\""
    })
public final class LedgerExport extends Verb {
  @Option(names = "--out", paramLabel = "FILE", description = "A new file (default: the output).")
  @Nullable Path out;

  private static final Pattern LAST_LINE = Pattern.compile("(^|\\n)\\{\"end\":[0-9]+}\\n$");

  @Override
  public Integer call() throws IOException {
    Reply reply =
        api()
            .send(
                Api.Call.of("GET", LedgerPaths.of(redoubt()) + "/export")
                    .header("Accept", "application/x-ndjson")
                    .within(Duration.ofMinutes(10)));
    Tail tail = new Tail(reply.body());
    if (out == null) {
      if (print(tail)) {
        requireEnd(tail);
      }
      return 0;
    }
    try (OutputStream file = PrivateFile.create(out);
        Progress progress =
            new Progress(terminal().err(), terminal().errIsTerminal(), "Bytes written")) {
      byte[] buffer = new byte[64 * 1024];
      long written = 0;
      for (int count = tail.read(buffer); count >= 0; count = tail.read(buffer)) {
        file.write(buffer, 0, count);
        written += count;
        progress.at(written, 0);
      }
    }
    requireEnd(tail);
    return 0;
  }

  /** Whether all could be printed; the rest is not fetched for nobody. */
  private boolean print(Tail tail) throws IOException {
    byte[] buffer = new byte[64 * 1024];
    for (int count = tail.read(buffer); count >= 0; count = tail.read(buffer)) {
      terminal().out().write(buffer, 0, count);
      if (terminal().out().checkError()) {
        return false;
      }
    }
    return true;
  }

  /** The last line says that it is the last: a part of a ledger must not pass for the whole. */
  private static void requireEnd(Tail tail) {
    if (!LAST_LINE.matcher(tail.text()).find()) {
      throw new Failure(
          Failure.Kind.UNAVAILABLE,
          "cli.export-cut-off",
          "The export is cut off: its last line is missing.",
          "Export again, and look at the server's log if it happens again.");
    }
  }
}
