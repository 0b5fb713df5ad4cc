package redoubt.cli.key;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Base64;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import redoubt.cli.Sources;
import redoubt.cli.http.Api;

/** Brings a deleted key back. */
@Command(
    name = "restore",
    description = "Brings a deleted key back, within 30 days of its deletion.",
    footer = {
      "Examples:",
      "  redoubt key restore 02fd6835-6001-4482-a892-13bd2085f75d",
      "  redoubt key restore imported --material-file same.key"
    })
public final class KeyRestore extends KeyVerb {
  @Parameters(paramLabel = "KEY", description = "Id, alias or unique name of the key.")
  String key = "";

  @Option(
      names = "--material-file",
      paramLabel = "FILE",
      description = "The bytes of a key that was imported. - for the input.")
  @Nullable Path material;

  @Override
  public Integer call() throws IOException {
    ObjectNode resource = object();
    if (material != null) {
      resource.put(
          "payload",
          Base64.getEncoder()
              .encodeToString(Sources.read(terminal(), material, KeyImport.MOST_BYTES)));
    }
    JsonNode restored =
        Kms.resource(
            kms()
                .withKey(
                    key,
                    id -> {
                      Api.Call call = kms().call("POST", "/keys/" + id + "/restore");
                      return material == null ? call : call.with(Kms.collection("key", resource));
                    }));
    output().object(restored, DESCRIBED);
    return 0;
  }
}
