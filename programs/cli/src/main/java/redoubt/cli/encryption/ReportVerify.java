package redoubt.cli.encryption;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import redoubt.cli.Signer;
import redoubt.cli.Verb;
import redoubt.cli.text.JsonText;
import redoubt.encryption.report.SignedReport;

/** Checks a signed report, without a server. */
@Command(
    name = "verify",
    description = {
      "Checks signature, numbers and ledger entry of a report; needs no server.",
      "Exit 1 when anything in it was changed, and when no key was given: then it only agrees",
      "with itself. 3 when the file cannot be read."
    },
    footer = {
      "Examples:",
      "  redoubt ledger head -o json | jq -r .publicKey > ledger.key   # once, and keep it",
      "  redoubt encryption report verify report.json --key-file ledger.key"
    })
public final class ReportVerify extends Verb {
  @Parameters(paramLabel = "FILE", description = "What encryption report show -o json wrote.")
  Path file = Path.of("");

  @Mixin Signer signer = new Signer();

  @Override
  public Integer call() throws IOException {
    Optional<String> given = signer.given();
    JsonNode document = JsonText.parse(signer.read(file));
    String key = given.orElseGet(() -> document.path("publicKey").asText());
    SignedReport verified = SignedReport.verify(document, key);
    StringBuilder text = new StringBuilder();
    text.append(given.isPresent() ? "Good: report " : "Whole, of an unknown signer: report ")
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
    output()
        .show(
            object()
                .put("valid", given.isPresent())
                .put("keyGiven", given.isPresent())
                .put("publicKey", key)
                .put("report", document.path("id").asText())
                .put("verdict", verified.report().verdict().text())
                .put("origin", document.path("origin").asText())
                .put("entry", verified.entry().id().toString())
                .put("size", verified.entry().size()),
            text.toString());
    return signer.exit(terminal(), given, key);
  }
}
