package redoubt.cli.encryption;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import redoubt.cli.cluster.ClusterVerb;

/** Rotates the root key of a cluster. */
@Command(
    name = "rotate",
    description = {
      "Gives the cluster's root key a new version.",
      "Plugins follow within seconds, the API server within a minute or two. Then rewrite what is",
      "stored: redoubt encryption migrate."
    },
    footer = {"Example:", "  redoubt encryption rotate prod"})
public final class EncryptionRotate extends ClusterVerb {
  @Parameters(paramLabel = "NAME", description = "Name or id of the cluster.")
  String name = "";

  @Override
  public Integer call() {
    JsonNode lease = api().post(cluster(name) + "/rotate", object());
    output()
        .done(
            "The key_id is now "
                + lease.path("keyId").asText()
                + ". Now: redoubt encryption migrate "
                + name,
            lease);
    return 0;
  }
}
