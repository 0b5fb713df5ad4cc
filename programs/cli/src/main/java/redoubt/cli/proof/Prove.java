package redoubt.cli.proof;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import redoubt.cli.Exit;
import redoubt.cli.Verb;
import redoubt.cli.http.Api;
import redoubt.cli.text.JsonText;
import redoubt.cli.text.Table;

/** Attacks every protection. */
@Command(
    name = "prove",
    description = {
      "Attacks the running server where each protection says it holds, and tells what came of it.",
      "Exit status 0 if all that was tried held, 1 if something did not. For administrators."
    },
    footer = {
      "Examples:",
      "  redoubt prove",
      "  redoubt prove --protection keys -o json",
      "  redoubt prove --last"
    })
public final class Prove extends Verb {
  private static final Duration LONGEST = Duration.ofMinutes(15);

  @Option(names = "--protection", paramLabel = "NAME", description = "Only this one, such as keys.")
  @Nullable String protection;

  @Option(names = "--last", description = "Do not attack; show what came of it the last time.")
  boolean last;

  @Override
  public Integer call() {
    JsonNode evidence = last ? items(api().get("/v1/evidence")) : run();
    if (last && protection != null) {
      evidence = only(evidence, protection);
    }
    ObjectNode tree = object();
    tree.set("items", evidence);
    output().show(tree, text(evidence));
    for (JsonNode one : evidence) {
      if (!one.path("outcome").asText().equals("proven")
          && !one.path("outcome").asText().equals("not_tried")) {
        return Exit.NO;
      }
    }
    return evidence.isEmpty() ? Exit.NO : Exit.DONE;
  }

  private JsonNode run() {
    ObjectNode wish = object();
    if (protection != null) {
      wish.put("protection", protection);
    }
    Api.Call run = Api.Call.of("POST", "/v1/proofs/run").with(wish).within(LONGEST);
    if (!terminal().errIsTerminal()) {
      return items(api().json(run));
    }
    try (ProofWatch watch = new ProofWatch(redoubt().besides(), terminal(), protection)) {
      terminal()
          .err()
          .println(
              "redoubt: The server attacks what it promises, for a minute or two. It goes on if you"
                  + " leave; redoubt prove --last then shows what came of it.");
      watch.begin();
      JsonNode evidence = items(api().json(run));
      watch.ended(evidence.size());
      return evidence;
    }
  }

  private static JsonNode only(JsonNode evidence, String protection) {
    ArrayNode some = JsonText.array();
    for (JsonNode one : evidence) {
      if (one.path("protection").asText().equals(protection)) {
        some.add(one);
      }
    }
    return some;
  }

  private String text(JsonNode evidence) {
    if (evidence.isEmpty()) {
      return "Nothing was tried"
          + (protection == null ? "" : " for " + protection)
          + "; nothing is proven.\n";
    }
    StringBuilder text = new StringBuilder();
    int proven = 0;
    int failed = 0;
    for (JsonNode one : evidence) {
      String outcome = one.path("outcome").asText();
      proven += outcome.equals("proven") ? 1 : 0;
      failed += outcome.equals("failed") ? 1 : 0;
      text.append(mark(outcome)).append("  ").append(clean(one, "proof")).append('\n');
      line(text, "claim", clean(one, "claim"));
      line(text, "attack", clean(one, "attack"));
      line(text, "observed", clean(one, "observation"));
      line(text, "ledger", clean(one, "ledgerEntry"));
      text.append('\n');
    }
    int untried = evidence.size() - proven - failed;
    return text.append(proven + " proven, " + failed + " failed, " + untried + " not tried\n")
        .toString();
  }

  private String mark(String outcome) {
    String word =
        switch (outcome) {
          case "proven" -> "PROVEN   ";
          case "failed" -> "FAILED   ";
          default -> "NOT TRIED";
        };
    if (!terminal().outIsTerminal()) {
      return word;
    }
    String colour =
        switch (outcome) {
          case "proven" -> "32";
          case "failed" -> "1;31";
          default -> "33";
        };
    return "\033[" + colour + "m" + word + "\033[0m";
  }

  private static String clean(JsonNode one, String field) {
    return Table.printable(one.path(field).asText());
  }

  private static void line(StringBuilder text, String name, String value) {
    if (!value.isEmpty()) {
      text.append("  ").append(name).repeat(' ', 10 - name.length()).append(value).append('\n');
    }
  }
}
