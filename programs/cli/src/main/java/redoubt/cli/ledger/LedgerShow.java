package redoubt.cli.ledger;

import com.fasterxml.jackson.databind.node.ArrayNode;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import redoubt.cli.Pages;
import redoubt.cli.Verb;
import redoubt.cli.text.Column;
import redoubt.cli.text.JsonText;

/** Shows ledger entries. */
@Command(
    name = "show",
    description = {
      "Shows entries of the ledger, the newest first.",
      "Administrators see all, managers those of their --instance."
    },
    footer = {
      "Examples:",
      "  redoubt ledger show --limit 10",
      "  redoubt ledger show --action kms.secrets.unwrap --outcome ok",
      "  redoubt ledger show --instance payments --target 02fd6835-6001-4482-a892-13bd2085f75d"
    })
public final class LedgerShow extends Verb {
  @Option(names = "--limit", paramLabel = "N", description = "At most so many (default: 50).")
  int limit = 50;

  @Option(names = "--before", paramLabel = "ENTRY", description = "Only those older than this one.")
  @Nullable String before;

  @Option(names = "--action", paramLabel = "ACTION", description = "Such as kms.secrets.wrap.")
  @Nullable String action;

  @Option(names = "--target", paramLabel = "ID", description = "What it was done to.")
  @Nullable String target;

  @Option(
      names = "--outcome",
      paramLabel = "OUTCOME",
      description = "ok, or the code of a refusal.")
  @Nullable String outcome;

  @Override
  public Integer call() {
    if (limit < 1) {
      throw wrongUsage("--limit is at least 1");
    }
    StringBuilder path = new StringBuilder(LedgerPaths.of(redoubt()) + "/entries?limit=");
    path.append(Math.min(limit, 500));
    add(path, "before", before);
    add(path, "action", action);
    add(path, "target", target);
    add(path, "outcome", outcome);
    ArrayNode entries = JsonText.array();
    Pages.each(api(), path.toString(), "before", limit, entries::add);
    output()
        .list(
            entries,
            "There are no such entries.",
            List.of(
                Column.of("at", "at"),
                Column.of("id", "id"),
                Column.who("actor", "actor"),
                Column.of("action", "action"),
                Column.of("target", "target"),
                Column.of("outcome", "outcome"),
                Column.of("details", "details")));
    return 0;
  }

  private static void add(StringBuilder path, String name, @Nullable String value) {
    if (value != null) {
      path.append('&').append(name).append('=').append(encoded(value));
    }
  }
}
