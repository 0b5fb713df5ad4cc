package redoubt.cli.image;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import redoubt.cli.Exit;
import redoubt.cli.Verb;
import redoubt.cli.text.Table;
import redoubt.core.Failure;

/** Signs an image with a key of the server. */
@Command(
    name = "sign",
    description = {
      "Signs an image with a signing key of its instance, which never leaves the server.",
      "Makes a Sigstore bundle, as cosign 3 does, and, if the key has certificates, a signature of"
          + " the Notary Project too. Needs the role WRITER in the repository and in the key's"
          + " ring."
    },
    footer = {
      "Examples:",
      "  redoubt image sign team/app:v1 --key release",
      "  redoubt image sign team/app@sha256:… --key release --recursive"
    })
public final class ImageSign extends Verb {
  @Parameters(paramLabel = "IMAGE", description = "NAMESPACE/REPOSITORY:TAG, or with @DIGEST.")
  String image = "";

  @Option(
      names = "--key",
      paramLabel = "KEY",
      required = true,
      description = "Name or id of the signing key.")
  String key = "";

  @Option(names = "--recursive", description = "Signs the images that an index lists too.")
  boolean recursive;

  @Override
  public Integer call() {
    ImageName name = ImageName.whole(image);
    JsonNode answer =
        api()
            .post(
                "/v1/images/" + name.repository() + "/sign/" + encoded(name.reference().toString()),
                object().put("key", key).put("recursive", recursive));
    output().show(answer, text(answer));
    tellIfUntrusted(name, answer.path("digest").asText());
    return Exit.DONE;
  }

  /** Who signs wants to know that nobody believes it; the signature is there in any case. */
  private void tellIfUntrusted(ImageName name, String digest) {
    JsonNode trust;
    try {
      trust = api().get("/v1/images/" + name.repository() + "/trust/" + encoded(digest));
    } catch (Failure e) {
      return;
    }
    if (!trust.path("trusted").asBoolean() && trust.path("pending").asBoolean()) {
      terminal()
          .err()
          .println(
              "redoubt: It is signed, and still being looked at. Ask in a moment: redoubt image"
                  + " verify "
                  + name.repository()
                  + "@"
                  + digest);
    } else if (!trust.path("trusted").asBoolean()) {
      terminal()
          .err()
          .println(
              "redoubt: It is signed, and not trusted: "
                  + Table.printable(trust.path("said").asText())
                  + "\n         If the key is no signer yet: redoubt signing-key show "
                  + key
                  + " --public-key > "
                  + key
                  + ".pub, then redoubt signer add "
                  + key
                  + " --namespace "
                  + name.repository().first()
                  + " --key "
                  + key
                  + ".pub."
                  + "\n         A key whose signer was revoked signs for nobody again: sign with"
                  + " another one.");
    }
  }

  private static String text(JsonNode answer) {
    StringBuilder text = new StringBuilder();
    String repository = answer.path("repository").asText();
    String image = "";
    for (JsonNode made : answer.path("signatures")) {
      if (!made.path("image").asText().equals(image)) {
        image = made.path("image").asText();
        text.append("signed  ").append(repository).append('@').append(image).append('\n');
      }
      text.append("  + ")
          .append(made.path("format").asText())
          .append("  ")
          .append(made.path("evidence").asText())
          .append("  in ")
          .append(made.path("manifest").asText())
          .append('\n');
    }
    if (answer.has("noNotation")) {
      text.append("  - no signature of the Notary Project: ")
          .append(answer.path("noNotation").asText())
          .append('\n');
    }
    for (JsonNode absent : answer.path("absent")) {
      text.append("  - not signed, since it is not here: ").append(absent.asText()).append('\n');
    }
    return text.toString();
  }
}
