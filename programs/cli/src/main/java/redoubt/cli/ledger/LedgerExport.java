package redoubt.cli.ledger;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Path;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import redoubt.cli.Verb;
import redoubt.cli.http.Api;
import redoubt.cli.http.PrivateFile;
import redoubt.cli.http.Reply;
import redoubt.cli.text.Progress;

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
      "  java tools/VerifyLedger.java ledger.ndjson"
    })
public final class LedgerExport extends Verb {
  @Option(names = "--out", paramLabel = "FILE", description = "A new file (default: the output).")
  @Nullable Path out;

  @Override
  public Integer call() throws IOException {
    Reply reply =
        api()
            .send(
                Api.Call.of("GET", LedgerPaths.of(redoubt()) + "/export")
                    .header("Accept", "application/x-ndjson")
                    .within(Duration.ofMinutes(10)));
    if (out == null) {
      reply.body().transferTo(terminal().out());
      return 0;
    }
    try (OutputStream file = PrivateFile.create(out);
        Progress progress =
            new Progress(terminal().err(), terminal().errIsTerminal(), "Bytes written")) {
      byte[] buffer = new byte[64 * 1024];
      long written = 0;
      for (int count = reply.body().read(buffer); count >= 0; count = reply.body().read(buffer)) {
        file.write(buffer, 0, count);
        written += count;
        progress.at(written, 0);
      }
    }
    return 0;
  }
}
