package redoubt.server.faults;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.HashMap;
import java.util.Map;
import redoubt.web.Json;

/** What an export of the ledger says was done. */
final class Recorded {
  private Recorded() {}

  /** How often each "action target" was done with outcome ok. */
  static Map<String, Integer> calls(String ledgerExport) {
    return calls(ledgerExport, "");
  }

  /** The same, of one actor; empty for all. */
  static Map<String, Integer> calls(String ledgerExport, String actor) {
    Map<String, Integer> calls = new HashMap<>();
    ledgerExport
        .lines()
        .filter(line -> line.startsWith("{\"leaf\""))
        .forEach(line -> {
          for (JsonNode one : Json.parse(line.getBytes(UTF_8)).path("entries")) {
            JsonNode entry = one.path("entry");
            if (entry.path("outcome").asText().equals("ok")
                && (actor.isEmpty() || entry.path("actor").asText().equals(actor))) {
              calls.merge(
                  entry.path("action").asText() + " " + entry.path("target").asText(),
                  1,
                  Integer::sum);
            }
          }
        });
    return calls;
  }
}
