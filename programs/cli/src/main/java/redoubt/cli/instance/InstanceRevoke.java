package redoubt.cli.instance;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import redoubt.cli.Pages;
import redoubt.core.Failure;

/** Takes a grant back. */
@Command(
    name = "revoke",
    description = "Takes a role back: by the grant's id, or by user and role.",
    footer = {
      "Examples:",
      "  redoubt instance revoke payments --user alice --role writer",
      "  redoubt instance revoke payments --grant 7c5f1f0e-8d43-4a7e-9f6d-2f4f0b6f2b11"
    })
public final class InstanceRevoke extends InstanceVerb {
  @Parameters(
      arity = "0..1",
      paramLabel = "INSTANCE",
      description = "Name or id (default: as --instance).")
  @Nullable String named;

  @Option(names = "--grant", paramLabel = "ID", description = "As instance grants shows it.")
  @Nullable String grant;

  @Option(names = "--user", paramLabel = "USER", description = "Name or id.")
  @Nullable String user;

  @Option(
      names = "--role",
      paramLabel = "ROLE",
      description = "With --user; all roles if left out.")
  @Nullable String role;

  @Override
  public Integer call() {
    if ((grant == null) == (user == null) || (grant != null && role != null)) {
      throw wrongUsage("name either --grant, or --user and perhaps --role");
    }
    String path = path(named) + "/grants";
    List<String> ids = grant == null ? matching(path) : List.of(grant);
    for (String id : ids) {
      api().delete(path + "/" + encoded(id));
    }
    ObjectNode tree = object().put("revoked", ids.size()).put("done", true);
    output()
        .done(
            ids.size() == 1 ? "The grant is taken back." : ids.size() + " grants are taken back.",
            tree);
    return 0;
  }

  private List<String> matching(String path) {
    List<String> ids = new ArrayList<>();
    String wanted = role == null ? "" : role.toUpperCase(Locale.ROOT).replace('-', '_');
    for (JsonNode held : Pages.all(api(), path)) {
      boolean same =
          held.path("userName").asText().equals(user) || held.path("user").asText().equals(user);
      if (same && (wanted.isEmpty() || held.path("role").asText().equals(wanted))) {
        ids.add(held.path("id").asText());
      }
    }
    if (ids.isEmpty()) {
      throw new Failure(
          Failure.Kind.NOT_FOUND,
          "cli.no-grant",
          user + " holds no such role there.",
          "See who holds which: redoubt instance grants.");
    }
    return ids;
  }
}
