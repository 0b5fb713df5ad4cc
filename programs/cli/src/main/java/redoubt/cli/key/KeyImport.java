package redoubt.cli.key;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import redoubt.cli.Sources;

/** Brings a key from elsewhere. */
@Command(
    name = "import",
    description = {
      "Brings a key that was made elsewhere.",
      "A root key's bytes travel encrypted under the instance's import token, besides TLS."
    },
    footer = {
      "Examples:",
      "  redoubt key import orders --material-file root.key",
      "  hsm-export | redoubt key import orders",
      "  redoubt key import mail-password --standard --material-file password.txt"
    })
public final class KeyImport extends KeyVerb {
  /** Key Protect's limit for the bytes of a standard key. */
  static final int MOST_BYTES = 7500;

  @Mixin NewKey fresh = new NewKey();

  @Option(
      names = "--material-file",
      paramLabel = "FILE",
      description = "The key's bytes: 16, 24 or 32 for a root key (default: the input).")
  @Nullable Path material;

  @Option(names = "--without-token", description = "Rely on TLS alone.")
  boolean withoutToken;

  @Override
  public Integer call() throws IOException {
    byte[] bytes = Sources.read(terminal(), material, MOST_BYTES);
    try {
      if (!fresh.standard && bytes.length != 16 && bytes.length != 24 && bytes.length != 32) {
        throw wrongUsage(
            "a root key has 16, 24 or 32 bytes, not " + bytes.length + "; for base64: base64 -d");
      }
      ObjectNode resource = fresh.resource();
      if (fresh.standard || withoutToken) {
        resource.put("payload", Base64.getEncoder().encodeToString(bytes));
      } else {
        ImportToken.fetch(kms()).seal(bytes, resource);
      }
      JsonNode answer = api().json(fresh.create(kms(), "/keys", resource));
      output().object(Kms.resource(answer), DESCRIBED);
      return 0;
    } finally {
      Arrays.fill(bytes, (byte) 0);
    }
  }
}
