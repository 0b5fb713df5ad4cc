package redoubt.cli.registry;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.util.List;
import picocli.CommandLine.Command;
import redoubt.cli.Verb;
import redoubt.cli.http.Api;
import redoubt.cli.text.Column;

/** Counts anew what the registry counts. */
@Command(
    name = "recount",
    description = {
      "Counts anew what the registry counts, and compares the content store with its rows.",
      "Changes nothing; exit status 1 when something differs. For administrators."
    },
    footer = {"Example:", "  redoubt registry recount"})
public final class RegistryRecount extends Verb {
  private static final Duration LONGEST = Duration.ofMinutes(30);

  @Override
  public Integer call() {
    JsonNode differences =
        items(api().json(Api.Call.of("GET", "/v1/registry/recount").within(LONGEST)));
    output()
        .list(
            differences,
            "Every counter is right.",
            List.of(
                Column.of("counter", "kind"),
                Column.of("of", "of"),
                Column.of("is", "is"),
                Column.of("should be", "should")));
    return differences.isEmpty() ? 0 : 1;
  }
}
