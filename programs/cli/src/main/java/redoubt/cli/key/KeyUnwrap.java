package redoubt.cli.key;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import redoubt.cli.Sources;
import redoubt.cli.text.ShellText;
import redoubt.core.Failure;

/** Decrypts what a root key wrapped. */
@Command(
    name = "unwrap",
    description = {
      "Decrypts what a root key wrapped.",
      "The plaintext comes out as the bytes it was; as base64 with --base64, -o json and -o yaml."
    },
    footer = {
      "Examples:",
      "  redoubt key unwrap orders --aad db=orders < dek.wrapped > dek.bin",
      "  redoubt key unwrap orders --in dek.wrapped --out dek.bin",
      "  redoubt key unwrap orders --in dek.wrapped --out dek.bin --fresh-out dek.rewrapped"
    })
public final class KeyUnwrap extends KeyVerb {
  @Parameters(paramLabel = "KEY", description = "Id, alias or unique name of the root key.")
  String key = "";

  @Mixin Ciphertext ciphertext = new Ciphertext();

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "A new file, 0600, for the plaintext (default: the output).")
  @Nullable Path out;

  @Option(
      names = "--fresh-out",
      paramLabel = "FILE",
      description = "A new file for the ciphertext under the newest version, if there is one.")
  @Nullable Path freshOut;

  @Option(names = "--base64", description = "Print the plaintext as base64.")
  boolean base64;

  @Mixin Aad aad = new Aad();

  @Override
  public Integer call() throws IOException {
    ObjectNode body = object().put("ciphertext", ciphertext.read(terminal()));
    JsonNode unwrapped = unwrapped(aad.addTo(body));
    String text = unwrapped.path("plaintext").asText();
    byte[] plaintext = Base64.getDecoder().decode(text);
    if (unwrapped.path("ciphertext").isTextual()) {
      offerFresh(unwrapped.path("ciphertext").asText());
    }
    if (out != null) {
      Sources.write(out, plaintext);
    } else if (!output().isForPeople() || base64) {
      output().show(unwrapped, text + "\n");
    } else {
      terminal().out().write(plaintext);
      if (terminal().outIsTerminal()) {
        terminal().out().println();
      }
    }
    return 0;
  }

  private JsonNode unwrapped(ObjectNode body) {
    try {
      return action(key, "unwrap", body);
    } catch (Failure e) {
      if (e.kind() != Failure.Kind.UNPROCESSABLE) {
        throw e;
      }
      throw new Failure(
          e.kind(),
          e.code(),
          e.what(),
          "Name the key that wrapped it, and the same --aad as then; without --aad, none was"
              + " given.",
          e);
    }
  }

  private void offerFresh(String fresh) throws IOException {
    if (freshOut != null) {
      Sources.write(freshOut, (fresh + "\n").getBytes(StandardCharsets.US_ASCII));
    } else if (output().isForPeople()) {
      terminal()
          .err()
          .println(
              "The key was rotated since this was wrapped; renew it with: redoubt key rewrap "
                  + ShellText.word(key));
    }
  }
}
