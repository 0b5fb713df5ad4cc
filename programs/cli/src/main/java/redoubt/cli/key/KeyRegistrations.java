package redoubt.cli.key;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import redoubt.cli.text.Column;

/** Lists what services registered as protected by a key. */
@Command(
    name = "registrations",
    description = "Lists the resources that services registered as protected by a key, or by any.",
    footer = {"Examples:", "  redoubt key registrations orders", "  redoubt key registrations"})
public final class KeyRegistrations extends KeyVerb {
  @Parameters(
      arity = "0..1",
      paramLabel = "KEY",
      description = "Id, alias or unique name of the key; all keys if left out.")
  @Nullable String key;

  @Override
  public Integer call() {
    JsonNode registrations =
        kms()
            .list(
                key == null ? "/keys/registrations" : "/keys/" + kms().id(key) + "/registrations",
                Integer.MAX_VALUE);
    output()
        .list(
            registrations,
            "Nothing is registered.",
            List.of(
                Column.of("key", "keyId"),
                Column.of("resource", "resourceCrn"),
                Column.of("prevents forced deletion", "preventKeyDeletion"),
                Column.of("version", "keyVersion.id"),
                Column.of("created", "creationDate")));
    return 0;
  }
}
