package redoubt.cli.key;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import redoubt.cli.Sources;

/** Gives a root key a new version. */
@Command(
    name = "rotate",
    description = "Gives a root key a new version; what older versions wrapped still opens.",
    footer = {
      "Examples:",
      "  redoubt key rotate orders",
      "  redoubt key rotate imported --material-file new.key"
    })
public final class KeyRotate extends KeyVerb {
  @Parameters(paramLabel = "KEY", description = "Id, alias or unique name of the key.")
  String key = "";

  @Option(
      names = "--material-file",
      paramLabel = "FILE",
      description =
          "The new version's 16, 24 or 32 bytes; for imported keys only. - for the input.")
  @Nullable Path material;

  @Override
  public Integer call() throws IOException {
    ObjectNode body = object();
    if (material != null) {
      body.put(
          "payload",
          Base64.getEncoder()
              .encodeToString(Sources.read(terminal(), material, KeyImport.MOST_BYTES)));
    }
    action(key, "rotate", body);
    return done(key, "Key " + key + " has a new version.");
  }
}
