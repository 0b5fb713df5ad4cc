package redoubt.cli.user;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import redoubt.cli.Confirmation;
import redoubt.cli.Pages;
import redoubt.cli.Verb;
import redoubt.core.Failure;

/** Revokes an API key. */
@Command(
    name = "delete",
    description = "Revokes an API key; its tokens end at once on all servers.",
    footer = {
      "Examples:",
      "  redoubt apikey delete laptop",
      "  redoubt apikey delete ck3q7zj2v5xw6yab --yes"
    })
public final class ApiKeyDelete extends Verb {
  @Parameters(
      paramLabel = "APIKEY",
      description = "Its id, or its name if no other key of the user has that.")
  String named = "";

  @Option(
      names = "--user",
      paramLabel = "USER",
      description = "Whose key the name is of (default: yours). For administrators.")
  @Nullable String user;

  @Mixin Confirmation confirmation = new Confirmation();

  @Override
  public Integer call() {
    String id = id();
    String said = id.equals(named) ? id : named + " (" + id + ")";
    confirmation.ask(terminal(), "Revoke API key " + said);
    api().delete("/v1/apikeys/" + encoded(id));
    output().done("API key " + said + " is revoked.", object().put("id", id).put("done", true));
    return 0;
  }

  /** What no key of the user is called may be the id of somebody else's. */
  private String id() {
    List<String> ids = new ArrayList<>();
    for (JsonNode key :
        Pages.all(api(), "/v1/apikeys" + (user == null ? "" : "?user=" + encoded(user)))) {
      if (key.path("id").asText().equals(named)) {
        return named;
      }
      if (key.path("name").asText().equals(named)) {
        ids.add(key.path("id").asText());
      }
    }
    if (ids.size() > 1) {
      throw new Failure(
          Failure.Kind.INVALID,
          "cli.ambiguous-apikey",
          ids.size() + " API keys are named " + named + ".",
          "Name one by its id: redoubt apikey list"
              + (user == null ? "" : " --user " + user)
              + ".");
    }
    return ids.isEmpty() ? named : ids.getFirst();
  }
}
