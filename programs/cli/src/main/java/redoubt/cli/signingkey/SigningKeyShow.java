package redoubt.cli.signingkey;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import redoubt.cli.text.Output;

/** Shows a signing key. */
@Command(
    name = "show",
    description = "Shows a signing key, with its public half (PEM).",
    footer = {
      "Examples:",
      "  redoubt signing-key show release",
      "  redoubt signing-key show release --public-key > release.pub"
    })
public final class SigningKeyShow extends SigningKeyVerb {
  @Parameters(paramLabel = "KEY", description = "Name or id of the key.")
  String key = "";

  @Option(names = "--public-key", description = "The public key (PEM) alone.")
  boolean alone;

  @Override
  public Integer call() {
    JsonNode found = api().get(key(key));
    String pem = found.path("publicKey").asText();
    output().show(found, alone ? pem : Output.description(found, DESCRIBED) + "\n" + pem);
    return 0;
  }
}
