package redoubt.cli.signingkey;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import redoubt.cli.text.SmallFile;
import redoubt.core.Failure;

/** The certificates of a signing key. */
@Command(
    name = "certificate",
    description = {
      "Prints the certificates of a signing key, asks for one, or attaches some.",
      "With certificates, images are signed in the way of the Notary Project too."
    },
    footer = {
      "Examples:",
      "  redoubt signing-key certificate release --request 'CN=release,O=Acme,ST=Berlin,C=DE' >"
          + " release.csr",
      "  redoubt signing-key certificate release --attach chain.pem",
      "  redoubt signing-key certificate release --self-signed"
          + " 'CN=release,O=Acme,ST=Berlin,C=DE' --days 90",
      "  redoubt signing-key certificate release > release.crt"
    })
public final class SigningKeyCertificate extends SigningKeyVerb {
  @Parameters(paramLabel = "KEY", description = "Name or id of the key.")
  String key = "";

  @ArgGroup @Nullable Wish wish;

  /** What is to be done; else what is there is printed. */
  static final class Wish {
    @Option(
        names = "--request",
        paramLabel = "DN",
        required = true,
        description = "Prints a request (PKCS #10), for an authority to sign.")
    @Nullable String request;

    @Option(
        names = "--attach",
        paramLabel = "FILE",
        required = true,
        description =
            "Attaches certificates (PEM): this key's first, up to the authority that signed"
                + " itself.")
    @Nullable Path attach;

    @Option(
        names = "--self-signed",
        paramLabel = "DN",
        required = true,
        description = "Lets the key sign a certificate for itself, and attaches it.")
    @Nullable String selfSigned;
  }

  @Option(
      names = "--days",
      paramLabel = "DAYS",
      description = "With --self-signed: how long it is good, 1 to 3653 (default: 365).")
  int days = 365;

  @Override
  public Integer call() {
    if (wish == null) {
      JsonNode found = api().get(key(key));
      String chain = found.path("certificate").asText();
      if (chain.isEmpty()) {
        throw new Failure(
            Failure.Kind.NOT_FOUND,
            "keys.no-certificate",
            "The signing key " + key + " has no certificate.",
            "Attach one: redoubt signing-key certificate " + key + " --attach FILE.");
      }
      output().show(object().put("certificate", chain), chain);
    } else if (wish.request != null) {
      JsonNode made =
          api().post(key(key) + "/certificate-request", object().put("subject", wish.request));
      output().show(made, made.path("request").asText());
    } else if (wish.attach != null) {
      attached(
          api().put(key(key) + "/certificate", object().put("chain", SmallFile.text(wish.attach))));
    } else {
      attached(
          api()
              .post(
                  key(key) + "/certificate",
                  object().put("subject", wish.selfSigned).put("days", days)));
    }
    return 0;
  }

  private void attached(JsonNode changed) {
    output()
        .done(
            "The signing key "
                + key
                + " is "
                + changed.path("subject").asText()
                + " until "
                + changed.path("certifiedUntil").asText()
                + ".",
            changed);
  }
}
