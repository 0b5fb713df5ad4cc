package redoubt.cli.user;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import redoubt.cli.Pages;
import redoubt.cli.Verb;
import redoubt.cli.text.Column;

/** Lists API keys. */
@Command(
    name = "list",
    description = "Lists your API keys; the keys themselves are not to be had again.",
    footer = {"Examples:", "  redoubt apikey list", "  redoubt apikey list --user alice"})
public final class ApiKeyList extends Verb {
  @Option(
      names = "--user",
      paramLabel = "USER",
      description = "Those of another. For administrators.")
  @Nullable String user;

  @Override
  public Integer call() {
    JsonNode keys =
        Pages.all(api(), "/v1/apikeys" + (user == null ? "" : "?user=" + encoded(user)));
    output()
        .list(
            keys,
            "There are no API keys.",
            List.of(
                Column.of("name", "name"),
                Column.of("id", "id"),
                Column.of("user", "user"),
                Column.of("created", "createdAt"),
                Column.of("expires", "expiresAt"),
                Column.of("last used", "lastUsedAt")));
    return 0;
  }
}
