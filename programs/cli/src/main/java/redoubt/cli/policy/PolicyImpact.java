package redoubt.cli.policy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import redoubt.cli.Confirmation;
import redoubt.cli.Exit;
import redoubt.cli.Verb;
import redoubt.cli.http.Api;
import redoubt.cli.text.Table;
import redoubt.core.Failure;

/** Says which pods run what would be refused. */
@Command(
    name = "impact",
    description = {
      "Says which pods run images that would be refused today, or once a signer is revoked.",
      "With --revoke, those that are admitted thanks to that signer alone; nothing is revoked by"
          + " it. Without, those that policies and signatures would refuse as they are, such as"
          + " after a revocation. Pods run on until somebody stops them, such as with --evict."
    },
    footer = {
      "Examples:",
      "  redoubt policy impact --revoke ci --namespace team",
      "  redoubt policy impact --cluster prod --image registry.example.org/team/app",
      "  redoubt policy impact --evict --budget 5",
      "Ends with 1 when there are such pods, or are still after --evict; with 3 when none was"
          + " found, but not all could be looked at."
    })
public final class PolicyImpact extends Verb {
  private static final String HOW_TO_STOP =
      "\n"
          + "They run on until somebody stops them, such as with --evict --budget PODS; what a"
          + " controller makes anew is refused.\n";

  @Option(
      names = "--revoke",
      paramLabel = "SIGNER",
      description = "As if this signer were revoked.")
  @Nullable String signer;

  @Option(
      names = "--namespace",
      paramLabel = "NAMESPACE",
      description = "Of the registry, in which the signer may sign.")
  @Nullable String namespace;

  @Option(
      names = "--cluster",
      paramLabel = "CLUSTER",
      description = "Name or id (default: all that ask).")
  @Nullable String cluster;

  @Option(
      names = "--image",
      paramLabel = "IMAGE",
      description = "Only this one: a name, for all its tags where it says none, or a digest.")
  @Nullable String image;

  @Option(
      names = "--evict",
      description =
          "Stop such pods, under the disruption budgets of their namespaces. Only what would be"
              + " refused today: revoke first.")
  boolean evict;

  @Option(
      names = "--budget",
      paramLabel = "PODS",
      description = "So many pods are stopped at most, 100 of a cluster.")
  int budget;

  @Mixin Confirmation confirmation = new Confirmation();

  @Mixin ExemptOptions exempt = new ExemptOptions();

  @Override
  public Integer call() {
    if ((signer == null) != (namespace == null)) {
      throw wrongUsage("--revoke and --namespace belong together.");
    }
    if (exempt.isBoth()) {
      throw wrongUsage("--exempt-none and --exempt exclude each other.");
    }
    if (evict && signer != null) {
      throw wrongUsage("--evict stops what would be refused today: revoke the signer first.");
    }
    if (evict != budget > 0) {
      throw wrongUsage("--evict and --budget belong together: say how many pods may be stopped.");
    }
    List<String> clusters = clusters();
    ObjectNode tree = object();
    ArrayNode items = tree.putArray("items");
    StringBuilder text = new StringBuilder();
    int refused = 0;
    boolean whole = true;
    for (String one : clusters) {
      JsonNode found = found(one);
      items.add(found);
      text.append(text.isEmpty() ? "" : "\n").append(text(found));
      refused += found.path("refused").size();
      whole &= !found.has("problem") && found.path("unjudged").asLong() == 0;
    }
    if (evict && refused > 0) {
      terminal().err().print(text);
      return evicted(clusters);
    }
    output()
        .show(
            tree,
            clusters.isEmpty()
                ? "No API server asks. Let one: redoubt admission install CLUSTER.\n"
                : text.toString());
    return refused > 0 ? Exit.NO : whole ? Exit.DONE : Exit.COULD_NOT;
  }

  private int evicted(List<String> clusters) {
    confirmation.ask(terminal(), "Stop " + FoundText.count(budget, "pod") + " of these at most");
    ObjectNode tree = object();
    ArrayNode items = tree.putArray("items");
    StringBuilder text = new StringBuilder();
    int left = budget;
    boolean all = true;
    for (String one : clusters) {
      if (left == 0) {
        all = false;
        break;
      }
      ObjectNode wish = object().put("cluster", one).put("budget", Math.min(left, 100));
      if (image != null) {
        wish.put("image", image);
      }
      exempt.putInto(wish);
      JsonNode answer =
          api()
              .json(
                  Api.Call.of("POST", "/v1/instances/" + instance() + "/image-policies/evict")
                      .with(wish)
                      .within(PolicyRehearse.LONGEST));
      items.add(answer);
      for (JsonNode pod : answer.path("asked")) {
        String outcome = pod.path("outcome").asText();
        left -= outcome.equals("goes") ? 1 : 0;
        all &= !outcome.equals("kept");
        text.append(Table.printable(one + "  " + line(pod, outcome))).append('\n');
      }
      all &= answer.path("left").asInt() == 0 && !answer.has("problem");
      text.append(rest(answer));
    }
    output().show(tree, text.toString());
    return all ? Exit.DONE : Exit.NO;
  }

  private static String line(JsonNode pod, String outcome) {
    return pod.path("namespace").asText()
        + "/"
        + pod.path("pod").asText()
        + "  "
        + switch (outcome) {
          case "goes" -> "is stopped";
          case "kept" -> "stays: a disruption budget keeps it; try again later";
          default -> "was gone already";
        };
  }

  private static String rest(JsonNode answer) {
    int left = answer.path("left").asInt();
    return (answer.has("problem")
            ? "It was not gone on: " + Table.printable(answer.path("problem").asText()) + "\n"
            : "")
        + (left > 0 ? "Not asked, and still running: " + FoundText.count(left, "pod") + ".\n" : "");
  }

  private List<String> clusters() {
    if (cluster != null) {
      return List.of(cluster);
    }
    List<String> clusters = new ArrayList<>();
    items(api().get("/v1/instances/" + instance() + "/admission"))
        .forEach(one -> clusters.add(one.path("name").asText()));
    return clusters;
  }

  /** One cluster of many that cannot be looked at hides no other. */
  private JsonNode found(String of) {
    ObjectNode wish = object().put("cluster", of);
    if (signer != null) {
      wish.putObject("revoke").put("signer", signer).put("namespace", namespace);
    }
    if (image != null) {
      wish.put("image", image);
    }
    exempt.putInto(wish);
    try {
      return api()
          .json(
              Api.Call.of("POST", "/v1/instances/" + instance() + "/image-policies/impact")
                  .with(wish)
                  .within(PolicyRehearse.LONGEST));
    } catch (Failure e) {
      if (cluster == null && e.kind() == Failure.Kind.UNAVAILABLE) {
        return object().put("name", of).put("problem", e.what() + " " + e.remedy());
      }
      throw e;
    }
  }

  private String text(JsonNode found) {
    if (!found.has("refused")) {
      return "NOT SEEN what runs in "
          + Table.printable(found.path("name").asText())
          + ": "
          + Table.printable(found.path("problem").asText())
          + "\n";
    }
    String listed =
        FoundText.section(
            found,
            "refused",
            signer == null ? "WOULD BE REFUSED TODAY" : "RUNS THANKS TO " + signer + " ALONE");
    return FoundText.looked(found)
        + (listed.isEmpty()
            ? signer == null
                ? "Nothing of it would be refused.\n"
                : "Nothing of it is admitted thanks to " + Table.printable(signer) + " alone.\n"
            : listed + (signer == null ? HOW_TO_STOP : ""));
  }
}
