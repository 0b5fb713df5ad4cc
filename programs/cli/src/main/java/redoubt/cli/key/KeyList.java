package redoubt.cli.key;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import redoubt.cli.http.Api;

/** Lists keys. */
@Command(
    name = "list",
    description = "Lists the keys of an instance.",
    footer = {
      "Examples:",
      "  redoubt key list",
      "  redoubt key list --ring production --state active,suspended",
      "  redoubt key list --search name:orders --sort=-creationDate --limit 20",
      "  redoubt key list --filter 'expirationDate=lt:\"2027-01-01T00:00:00Z\"' -o json"
    })
public final class KeyList extends KeyVerb {
  @Option(names = "--ring", paramLabel = "RING", description = "Only the keys of this ring.")
  @Nullable String ring;

  @Option(
      names = "--state",
      split = ",",
      paramLabel = "STATE",
      description =
          "preactive, active, suspended, deactivated, destroyed; default: all but destroyed.")
  List<String> states = new ArrayList<>();

  @Option(
      names = "--search",
      paramLabel = "TEXT",
      description = "Text in name or alias; prefixes not: escape: exact: alias: name:.")
  @Nullable String search;

  @Option(
      names = "--filter",
      paramLabel = "FILTER",
      description = "Key Protect's filter, such as 'creationDate=gt:\"2026-01-01T00:00:00Z\"'.")
  @Nullable String filter;

  @Option(
      names = "--sort",
      paramLabel = "PROPERTY",
      description = "Order by a property such as creationDate; a hyphen before it reverses.")
  @Nullable String sort;

  @Option(names = "--limit", paramLabel = "N", description = "At most so many (default: all).")
  int limit = Integer.MAX_VALUE;

  @Override
  public Integer call() {
    if (limit < 1) {
      throw wrongUsage("--limit is at least 1");
    }
    StringBuilder query = new StringBuilder();
    add(query, "state", states.isEmpty() ? null : numbers());
    add(query, "search", search);
    add(query, "filter", filter);
    add(query, "sort", sort);
    JsonNode keys = kms().list("/keys" + query, limit, ring);
    output().list(keys, "There are no keys. Make one: redoubt key create NAME", LISTED);
    return 0;
  }

  private static void add(StringBuilder query, String name, @Nullable String value) {
    if (value != null) {
      query.append(query.isEmpty() ? '?' : '&').append(name).append('=').append(Api.escaped(value));
    }
  }

  private String numbers() {
    List<String> numbers = new ArrayList<>();
    for (String state : states) {
      numbers.add(
          KeyStates.number(state)
              .orElseThrow(() -> wrongUsage("there is no state " + state))
              .toString());
    }
    return String.join(",", numbers);
  }
}
