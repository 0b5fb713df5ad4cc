package redoubt.cli.key;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import redoubt.cli.Exit;
import redoubt.cli.Verb;
import redoubt.cli.text.Column;
import redoubt.cli.text.JsonText;
import redoubt.core.Failure;
import redoubt.keys.shred.CertificateCheck;

/** Checks a shredding certificate without a server. */
@Command(
    name = "verify-certificate",
    description = {
      "Checks a shredding certificate: that the ledger has the deletion, the purge and the",
      "certificate as it is, under the key that signs its heads. Needs no server."
    },
    footer = {
      "Examples:",
      "  redoubt key verify-certificate orders.shredded --ledger-key \"$PUBLICKEY\"",
      "  redoubt key verify-certificate orders.shredded"
    })
public final class KeyVerifyCertificate extends Verb {
  private static final long MOST_BYTES = 64L << 20;

  @Parameters(paramLabel = "FILE", description = "The certificate.")
  Path file = Path.of("");

  @Option(
      names = "--ledger-key",
      paramLabel = "PUBLICKEY",
      description = "The publicKey of redoubt ledger head; without it the file's own is used.")
  @Nullable String ledgerKey;

  @Override
  public Integer call() throws IOException {
    if (Files.size(file) > MOST_BYTES) {
      throw new Failure(
          Failure.Kind.TOO_LARGE,
          "cli.too-large",
          "The file is larger than any certificate.",
          "Name the file that redoubt key certificate wrote.");
    }
    CertificateCheck.Verified verified =
        CertificateCheck.check(Files.readAllBytes(file), java.util.Optional.ofNullable(ledgerKey));
    if (ledgerKey == null) {
      terminal()
          .err()
          .println(
              "The ledger's key was taken from the file; compare it with the one you have: "
                  + verified.publicKey());
    }
    JsonNode body = verified.certificate();
    output()
        .object(
            JsonText.object()
                .put("key", body.at("/key/id").asText())
                .put("name", body.at("/key/name").asText())
                .put("deletedAt", body.at("/deletion/at").asText())
                .put("deletedBy", body.at("/deletion/by").asText())
                .put("purgedAt", body.at("/purge/at").asText())
                .put("purgedBy", body.at("/purge/by").asText())
                .put("versions", body.path("destroyed").size())
                .put("samples", body.path("evidence").size())
                .put("issuedAt", body.path("issuedAt").asText())
                .put("ledgerSize", verified.size())
                .put("valid", true),
            COLUMNS);
    return Exit.DONE;
  }

  private static final java.util.List<Column> COLUMNS =
      java.util.List.of(
          Column.of("Key", "key"),
          Column.of("Name", "name"),
          Column.of("Deleted", "deletedAt"),
          Column.of("Deleted by", "deletedBy"),
          Column.of("Purged", "purgedAt"),
          Column.of("Purged by", "purgedBy"),
          Column.of("Versions destroyed", "versions"),
          Column.of("Samples, none opens", "samples"),
          Column.of("Certified", "issuedAt"),
          Column.of("Leaves of the ledger", "ledgerSize"),
          Column.of("Valid", "valid"));
}
