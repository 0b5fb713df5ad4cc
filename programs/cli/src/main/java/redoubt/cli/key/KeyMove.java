package redoubt.cli.key;

import com.fasterxml.jackson.databind.JsonNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Moves a key to another ring. */
@Command(
    name = "move",
    description = "Moves a key to another key ring.",
    footer = {"Example:", "  redoubt key move orders --ring production"})
public final class KeyMove extends KeyVerb {
  @Parameters(paramLabel = "KEY", description = "Id, alias or unique name of the key.")
  String key = "";

  @Option(
      names = "--ring",
      required = true,
      paramLabel = "RING",
      description = "The ring to move to.")
  String ring = "";

  @Override
  public Integer call() {
    JsonNode moved =
        kms()
            .withKey(
                key,
                id -> kms().call("PATCH", "/keys/" + id).with(object().put("keyRingID", ring)));
    output().object(Kms.resource(moved), DESCRIBED);
    return 0;
  }
}
