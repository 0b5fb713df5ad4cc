package redoubt.cli.signer;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import picocli.CommandLine.Option;
import redoubt.cli.Verb;
import redoubt.cli.text.Column;

/** What the commands of signers share. */
abstract class SignerVerb extends Verb {
  static final List<Column> LISTED =
      List.of(
          Column.of("name", "name"),
          Column.of("kind", "kind"),
          Column.of("fingerprint", "prints"),
          Column.of("terms", "terms"),
          new Column("state", SignerVerb::state),
          Column.of("added", "addedAt"),
          Column.who("by", "addedBy"));

  @Option(
      names = {"-n", "--namespace"},
      paramLabel = "NAMESPACE",
      required = true,
      description = "The namespace in which they sign.")
  String namespace = "";

  private static String state(JsonNode signer) {
    return signer.path("state").asText()
        + (signer.has("revokedAt") ? " " + signer.path("revokedAt").asText() : "")
        + (signer.has("endedWith")
            ? ", counts no more: its key is that of "
                + signer.path("endedWith").asText()
                + ", who was revoked"
            : "")
        + (signer.has("unread") ? ", cannot be read" : "");
  }

  final String signers() {
    return "/v1/instances/" + instance() + "/namespaces/" + encoded(namespace) + "/signers";
  }

  final JsonNode listed() {
    return items(api().get(signers()));
  }
}
