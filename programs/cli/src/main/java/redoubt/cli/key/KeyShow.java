package redoubt.cli.key;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import redoubt.cli.Sources;

/** Shows one key. */
@Command(
    name = "show",
    description = "Shows one key; its bytes only for a standard key, and only into a file.",
    footer = {
      "Examples:",
      "  redoubt key show orders",
      "  redoubt key show mail-password --payload-out password.bin"
    })
public final class KeyShow extends KeyVerb {
  @Parameters(paramLabel = "KEY", description = "Id, alias or unique name of the key.")
  String key = "";

  @Option(
      names = "--payload-out",
      paramLabel = "FILE",
      description = "Writes the bytes of a standard key to a new file, 0600. - for the output.")
  @Nullable Path payloadOut;

  @Override
  public Integer call() throws IOException {
    if (payloadOut == null) {
      output().object(kms().find(key), DESCRIBED);
      return 0;
    }
    JsonNode read = Kms.resource(kms().withKey(key, id -> kms().call("GET", "/keys/" + id)));
    if (!read.path("payload").isTextual()) {
      throw new redoubt.core.Failure(
          redoubt.core.Failure.Kind.UNPROCESSABLE,
          "cli.no-payload",
          "Key " + key + " gives its bytes to nobody: it is a root key.",
          "Wrap and unwrap with it instead.");
    }
    byte[] payload = Base64.getDecoder().decode(read.path("payload").asText());
    if (payloadOut.toString().equals("-")) {
      terminal().out().write(payload);
      return 0;
    }
    Sources.write(payloadOut, payload);
    return done(key, payload.length + " bytes are in " + payloadOut + ".");
  }
}
