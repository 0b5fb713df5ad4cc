package redoubt.cli.encryption;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import redoubt.cli.Verb;
import redoubt.cli.text.JsonText;
import redoubt.core.Failure;
import redoubt.encryption.report.SignedReport;

/** Checks a signed report, without a server. */
@Command(
    name = "verify",
    description = {
      "Checks signature, numbers and ledger entry of a report; needs no server.",
      "Exit 1 when anything in it was changed, 3 when the file cannot be read."
    },
    footer = {
      "Examples:",
      "  redoubt ledger head -o json | jq -r .publicKey > ledger.key   # once, and keep it",
      "  redoubt encryption report verify report.json --key-file ledger.key"
    })
public final class ReportVerify extends Verb {
  private static final long LONGEST = 64 << 20;

  @Parameters(paramLabel = "FILE", description = "What encryption report show -o json wrote.")
  Path file = Path.of("");

  @Option(
      names = "--key-file",
      paramLabel = "FILE",
      description = "The ledger's public key, kept from redoubt ledger head.")
  @Nullable Path keyFile;

  @Override
  public Integer call() throws IOException {
    if (Files.size(file) > LONGEST) {
      throw new Failure(
          Failure.Kind.UNAVAILABLE,
          "encryption.not-signed-report",
          "The file is larger than any report.",
          "Give what redoubt encryption report show NAME -o json wrote.");
    }
    JsonNode document = JsonText.parse(Files.readAllBytes(file));
    String key =
        keyFile == null ? document.path("publicKey").asText() : Files.readString(keyFile).strip();
    SignedReport verified = SignedReport.verify(document, key);
    StringBuilder text = new StringBuilder();
    text.append("Good: report ")
        .append(document.path("id").asText())
        .append(" of cluster ")
        .append(document.path("cluster").asText())
        .append(", ")
        .append(verified.report().verdict().text())
        .append(", ")
        .append(LedgerText.origin(document))
        .append(".\nEntry ")
        .append(verified.entry().id())
        .append(" of the ledger of size ")
        .append(verified.entry().size())
        .append(", recorded at ")
        .append(verified.entry().recordedAt())
        .append(".\n");
    if (keyFile == null) {
      text.append("Signed by the key that the file itself names, so this shows no more than that")
          .append(" it is whole:\n  ")
          .append(key)
          .append("\nCompare it with a key that you kept, or give it with --key-file.\n");
    }
    output()
        .show(
            object()
                .put("verified", true)
                .put("keyGiven", keyFile != null)
                .put("publicKey", key)
                .put("report", document.path("id").asText())
                .put("verdict", verified.report().verdict().text())
                .put("origin", document.path("origin").asText())
                .put("entry", verified.entry().id().toString())
                .put("size", verified.entry().size()),
            text.toString());
    return 0;
  }
}
