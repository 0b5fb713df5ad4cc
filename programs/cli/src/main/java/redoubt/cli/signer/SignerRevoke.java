package redoubt.cli.signer;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import redoubt.cli.Confirmation;

/** Revokes a signer. */
@Command(
    name = "revoke",
    description = {
      "Lets nothing that a signer has signed count any more, whenever that was. It cannot be"
          + " undone: the name stays taken."
    },
    footer = {
      "Example:",
      "  redoubt signer revoke ci --namespace team --reason 'the key was stolen'"
    })
public final class SignerRevoke extends SignerVerb {
  @Parameters(paramLabel = "NAME", description = "Name of the signer.")
  String name = "";

  @Option(names = "--reason", paramLabel = "TEXT", description = "Why, for those who ask later.")
  String reason = "";

  @Mixin Confirmation confirmation = new Confirmation();

  @Override
  public Integer call() {
    confirmation.ask(
        terminal(), "Revoke " + name + ", so that no image signed by it alone is trusted");
    JsonNode revoked =
        api().post(signers() + "/" + encoded(name) + "/revoke", object().put("reason", reason));
    String why = revoked.path("reason").asText();
    output()
        .done(
            name
                + " is revoked, since "
                + revoked.path("revokedAt").asText()
                + (why.isEmpty() ? "." : ": " + why),
            revoked);
    return 0;
  }
}
