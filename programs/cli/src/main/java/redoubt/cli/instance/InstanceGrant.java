package redoubt.cli.instance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Grants a role. */
@Command(
    name = "grant",
    description = "Grants a user a role in an instance, or in one of its key rings.",
    footer = {
      "Examples:",
      "  redoubt instance grant payments --user alice --role writer",
      "  redoubt instance grant payments --user build --role reader --ring production"
    })
public final class InstanceGrant extends InstanceVerb {
  @Parameters(
      arity = "0..1",
      paramLabel = "INSTANCE",
      description = "Name or id (default: as --instance).")
  @Nullable String named;

  @Option(names = "--user", required = true, paramLabel = "USER", description = "Name or id.")
  String user = "";

  @Option(
      names = "--role",
      required = true,
      paramLabel = "ROLE",
      description = "reader, reader-plus, writer, manager or key-purge.")
  String role = "";

  @Option(names = "--ring", paramLabel = "RING", description = "Only for the keys of this ring.")
  @Nullable String ring;

  @Override
  public Integer call() {
    ObjectNode wish =
        object().put("user", user).put("role", role.toUpperCase(Locale.ROOT).replace('-', '_'));
    if (ring != null) {
      wish.put("ring", ring);
    }
    JsonNode granted = api().post(path(named) + "/grants", wish);
    output()
        .done(
            granted.path("userName").asText(user)
                + " holds the role "
                + granted.path("role").asText()
                + ".",
            granted);
    return 0;
  }
}
