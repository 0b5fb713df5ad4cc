package redoubt.cli.signingkey;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import redoubt.cli.text.Output;

/** Makes a signing key. */
@Command(
    name = "create",
    description = {
      "Makes a key that signs. The private half stays in the server's vault.",
      "What is printed last is the public key: signers are told by it."
    },
    footer = {
      "Examples:",
      "  redoubt signing-key create release",
      "  redoubt signing-key create release --algorithm rsa-3072 --ring release"
    })
public final class SigningKeyCreate extends SigningKeyVerb {
  @Parameters(
      paramLabel = "NAME",
      description = "1 to 63 lower-case letters, digits, dots, dashes and underscores.")
  String name = "";

  @Option(
      names = "--algorithm",
      paramLabel = "ALGORITHM",
      description = "ecdsa-p256 (default), ecdsa-p384, ed25519 or rsa-3072.")
  String algorithm = "ecdsa-p256";

  @Option(
      names = "--ring",
      paramLabel = "RING",
      description = "The key ring to put it in; who may write there may sign with it.")
  @Nullable String ring;

  @Override
  public Integer call() {
    ObjectNode wish = object().put("name", name).put("algorithm", algorithm);
    if (ring != null) {
      wish.put("ring", ring);
    }
    JsonNode made = api().post(keys(), wish);
    output()
        .show(made, Output.description(made, DESCRIBED) + "\n" + made.path("publicKey").asText());
    return 0;
  }
}
