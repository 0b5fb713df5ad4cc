package redoubt.cli.key;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import redoubt.cli.Confirmation;
import redoubt.cli.Exit;

/** Deletes a key, or rehearses it. */
@Command(
    name = "delete",
    description = {
      "Deletes a key: at once nothing that it wrapped opens any more. Shows first what goes with it.",
      "It can be restored for 30 days, unless it is purged before.",
      "With --rehearse the key is only taken away for a while, and what stopped working is reported."
    },
    footer = {
      "Examples:",
      "  redoubt key delete orders",
      "  redoubt key delete orders --rehearse 5m",
      "  redoubt key delete orders --force --yes"
    })
public final class KeyDelete extends KeyVerb {
  @Parameters(paramLabel = "KEY", description = "Id, alias or unique name of the key.")
  String key = "";

  @Option(
      names = "--force",
      description = "Also when services are registered as using it, unless one prevents deletion.")
  boolean force;

  @Option(
      names = "--rehearse",
      paramLabel = "TIME",
      description =
          "Take the key away for that long, such as 30s or 5m (10s to 1h), and delete nothing. It"
              + " ends by itself; Ctrl-C ends it early.")
  @Nullable String rehearse;

  @Option(names = "--end", description = "End the rehearsal that runs.")
  boolean end;

  @Mixin Confirmation confirmation = new Confirmation();

  @Override
  public Integer call() {
    JsonNode found = kms().find(key);
    String id = found.path("id").asText();
    String name = found.path("name").asText();
    if (end) {
      api().delete(own(id) + "/rehearsal");
      return done(id, "Key " + name + " is back.");
    }
    Duration length = rehearse == null ? Duration.ZERO : length(rehearse);
    JsonNode radius = api().get(own(id) + "/dependents");
    terminal().err().print(BlastRadiusText.of(radius));
    if (rehearse != null) {
      confirmation.ask(terminal(), "Take key " + name + " away from all of this for " + rehearse);
      return new RehearsalRun(api(), own(id), terminal(), output()).run(name, length);
    }
    if (!force && !radius.path("registrations").isEmpty()) {
      terminal().err().println("redoubt: with registrations, only --force deletes it.");
    }
    confirmation.askName(
        terminal(), "Delete key " + name + " (" + id + ") and lose all that", name);
    api()
        .json(
            kms()
                .call("DELETE", "/keys/" + id + (force ? "?force=true" : ""))
                .header("Prefer", "return=minimal"));
    ObjectNode tree = object().put("key", id).put("done", true);
    tree.set("lost", radius);
    output()
        .done("Key " + key + " is deleted; redoubt key restore " + id + " brings it back.", tree);
    return Exit.DONE;
  }

  private Duration length(String text) {
    if (!text.matches("[0-9]{1,5}[smh]")) {
      throw wrongUsage("--rehearse takes a time such as 30s, 5m or 1h");
    }
    long count = Long.parseLong(text.substring(0, text.length() - 1));
    return switch (text.charAt(text.length() - 1)) {
      case 's' -> Duration.ofSeconds(count);
      case 'm' -> Duration.ofMinutes(count);
      default -> Duration.ofHours(count);
    };
  }
}
