package redoubt.cli.key;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import redoubt.cli.text.Column;

/** Lists the versions of a key. */
@Command(
    name = "versions",
    description = "Lists the versions of a key, the newest first.",
    footer = {"Example:", "  redoubt key versions orders"})
public final class KeyVersions extends KeyVerb {
  @Parameters(paramLabel = "KEY", description = "Id, alias or unique name of the key.")
  String key = "";

  @Override
  public Integer call() {
    JsonNode versions =
        kms().list("/keys/" + kms().id(key) + "/versions?allKeyStates=true", Integer.MAX_VALUE);
    output()
        .list(
            versions,
            "This key has no versions.",
            List.of(Column.of("version", "id"), Column.of("created", "creationDate")));
    return 0;
  }
}
