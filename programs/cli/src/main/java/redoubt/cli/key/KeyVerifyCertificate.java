package redoubt.cli.key;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.IntNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;
import redoubt.cli.Signer;
import redoubt.cli.Verb;
import redoubt.cli.text.Column;
import redoubt.cli.text.JsonText;
import redoubt.keys.shred.CertificateCheck;

/** Checks a shredding certificate without a server. */
@Command(
    name = "verify-certificate",
    description = {
      "Checks a shredding certificate; needs no server.",
      "The ledger has to have the deletion, the purge and the certificate as it is, under the key",
      "that signs its heads, and the certificate to show what it says.",
      "Exit 1 when that is not so, and when no key was given: then it only agrees with itself."
    },
    footer = {
      "Examples:",
      "  redoubt key verify-certificate orders.shredded --ledger-key \"$PUBLICKEY\"",
      "  redoubt key verify-certificate orders.shredded --key-file ledger.key"
    })
public final class KeyVerifyCertificate extends Verb {
  @Parameters(paramLabel = "FILE", description = "The certificate.")
  Path file = Path.of("");

  @Mixin Signer signer = new Signer();

  @Override
  public Integer call() throws IOException {
    Optional<String> given = signer.given();
    CertificateCheck.Verified verified = CertificateCheck.check(signer.read(file), given);
    JsonNode body = verified.certificate();
    List<IntNode> without = verified.withoutEvidence().stream().map(IntNode::valueOf).toList();
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
                .put("publicKey", verified.publicKey())
                .put("keyGiven", given.isPresent())
                .put("valid", given.isPresent())
                .set("versionsWithoutEvidence", JsonText.object().arrayNode().addAll(without)),
            COLUMNS);
    if (!without.isEmpty()) {
      terminal()
          .err()
          .println(
              "redoubt: "
                  + KeyCertificate.noEvidence(without.stream().map(JsonNode::asText).toList()));
    }
    return signer.exit(terminal(), given, verified.publicKey());
  }

  private static final List<Column> COLUMNS =
      List.of(
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
          new Column(
              "Valid", one -> one.path("valid").asBoolean() ? "yes" : "not shown: unknown signer"));
}
