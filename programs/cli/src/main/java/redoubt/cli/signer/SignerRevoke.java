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
    for (JsonNode one : listed()) {
      if (one.path("name").asText().equals(name) && one.has("revokedAt")) {
        output().done(already(one), one);
        return 0;
      }
    }
    if (!confirmation.isGiven()) {
      tellReach();
    }
    confirmation.ask(
        terminal(),
        "Revoke " + name + " for good, so that no image signed by it alone is trusted any more");
    output()
        .done(
            name + " is revoked.",
            api()
                .post(signers() + "/" + encoded(name) + "/revoke", object().put("reason", reason)));
    return 0;
  }

  private String already(JsonNode signer) {
    String why = signer.path("reason").asText();
    return name
        + " was revoked already, at "
        + signer.path("revokedAt").asText()
        + (why.isEmpty() ? "" : ": " + why)
        + ". Nothing was changed.";
  }

  /** Which images are trusted because of it, and which would not be without. */
  private void tellReach() {
    JsonNode reach = api().get(signers() + "/" + encoded(name) + "/reach");
    String more = reach.path("more").asBoolean() ? ", and more" : "";
    StringBuilder said = new StringBuilder();
    for (JsonNode image : reach.path("items")) {
      said.append(image.path("stays").asBoolean() ? "  stays trusted  " : "  NO MORE        ")
          .append(image.path("repository").asText())
          .append('@')
          .append(image.path("digest").asText())
          .append('\n');
    }
    terminal()
        .err()
        .print(
            said.isEmpty()
                ? "redoubt: No image is trusted because of it.\n"
                : "redoubt: Trusted because of it, alone or with others" + more + ":\n" + said);
  }
}
