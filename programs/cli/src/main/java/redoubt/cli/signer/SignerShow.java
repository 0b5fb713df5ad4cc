package redoubt.cli.signer;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import redoubt.cli.text.Column;
import redoubt.cli.text.Output;
import redoubt.core.Failure;

/** Shows a signer. */
@Command(
    name = "show",
    description = "Shows a signer, with what its signatures are checked with.",
    footer = {"Example:", "  redoubt signer show ci --namespace team"})
public final class SignerShow extends SignerVerb {
  @Parameters(paramLabel = "NAME", description = "Name of the signer.")
  String name = "";

  @Override
  public Integer call() {
    JsonNode signer = null;
    for (JsonNode one : listed()) {
      signer = one.path("name").asText().equals(name) ? one : signer;
    }
    if (signer == null) {
      throw new Failure(
          Failure.Kind.NOT_FOUND,
          "signatures.no-signer",
          "The namespace has no such signer.",
          "See those that it has: redoubt signer list --namespace " + namespace + ".");
    }
    List<Column> columns = new ArrayList<>(LISTED);
    columns.add(Column.of("revoked", "revokedAt"));
    columns.add(Column.who("revoked by", "revokedBy"));
    columns.add(Column.of("reason", "reason"));
    output()
        .show(
            signer,
            Output.description(signer, columns) + "\n" + signer.path("credential").asText());
    return 0;
  }
}
