package redoubt.cli.key;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import redoubt.cli.Sources;

/** Moves a ciphertext to the newest version of its key. */
@Command(
    name = "rewrap",
    description = "Wraps anew with the key's newest version; the plaintext stays in the server.",
    footer = {
      "Example:",
      "  redoubt key rewrap orders --in dek.wrapped --aad db=orders > dek.rewrapped"
    })
public final class KeyRewrap extends KeyVerb {
  @Parameters(paramLabel = "KEY", description = "Id, alias or unique name of the root key.")
  String key = "";

  @Mixin Ciphertext ciphertext = new Ciphertext();

  @Option(
      names = "--out",
      paramLabel = "FILE",
      description = "A new file for the ciphertext (default: the output).")
  @Nullable Path out;

  @Mixin Aad aad = new Aad();

  @Override
  public Integer call() throws IOException {
    ObjectNode body = object().put("ciphertext", ciphertext.read(terminal()));
    JsonNode rewrapped = action(key, "rewrap", aad.addTo(body));
    String line = rewrapped.path("ciphertext").asText() + "\n";
    if (out == null) {
      output().show(rewrapped, line);
    } else {
      Sources.write(out, line.getBytes(StandardCharsets.US_ASCII));
    }
    return 0;
  }
}
