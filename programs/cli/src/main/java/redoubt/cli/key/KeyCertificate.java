package redoubt.cli.key;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import redoubt.cli.Exit;
import redoubt.cli.http.Api;
import redoubt.cli.http.PrivateFile;
import redoubt.cli.text.JsonText;

/** Gets the certificate that a purged key is shredded. */
@Command(
    name = "certificate",
    description = {
      "Certifies that a purged key is shredded.",
      "Tries to open all that it is known to have wrapped, and refuses when anything opens. Needs",
      "the role MANAGER or KEY_PURGE."
    },
    footer = {
      "Examples:",
      "  redoubt key certificate 02fd6835-6001-4482-a892-13bd2085f75d --out orders.shredded",
      "  redoubt key verify-certificate orders.shredded --key-file ledger.key"
    })
public final class KeyCertificate extends KeyVerb {
  @Parameters(paramLabel = "KEY", description = "Id of the key; its name went with it.")
  String key = "";

  @Option(names = "--out", paramLabel = "FILE", description = "A new file (default: the output).")
  @Nullable Path out;

  @Override
  public Integer call() throws IOException {
    JsonNode certificate =
        api().json(Api.Call.of("POST", own(kms().id(key)) + "/certificate").with(object()));
    if (out == null) {
      output().show(certificate, JsonText.pretty(certificate) + "\n");
      return Exit.DONE;
    }
    try (OutputStream file = PrivateFile.create(out)) {
      file.write((JsonText.pretty(certificate) + "\n").getBytes(StandardCharsets.UTF_8));
    }
    JsonNode body = certificate.path("certificate");
    List<String> without = new ArrayList<>();
    for (JsonNode version : body.path("destroyed")) {
      if (version.path("evidence").asInt() == 0) {
        without.add(version.path("number").asText());
      }
    }
    if (!without.isEmpty()) {
      terminal().err().println("redoubt: " + noEvidence(without));
    }
    return done(
        body.at("/key/id").asText(),
        "Key "
            + body.at("/key/name").asText()
            + " is shredded: none of "
            + body.path("evidence").size()
            + " samples that had opened opens."
            + " The certificate is in "
            + out
            + ".");
  }

  /**
   * @param versions numbers of versions; some
   */
  static String noEvidence(List<String> versions) {
    return "Of version "
        + String.join(", ", versions)
        + " there is no evidence: nothing is known that it was seen to open.";
  }
}
