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
          + " after a revocation. Pods run on until somebody deletes them."
    },
    footer = {
      "Examples:",
      "  redoubt policy impact --revoke ci --namespace team",
      "  redoubt policy impact --cluster prod --image registry.example.org/team/app",
      "Ends with 1 when there are such pods; with 3 when none was found, but not all could be"
          + " looked at."
    })
public final class PolicyImpact extends Verb {
  private static final String HOW_TO_STOP =
      "\n"
          + "They run on until they are deleted: kubectl -n NAMESPACE delete pod NAME. What a"
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

  @Mixin ExemptOptions exempt = new ExemptOptions();

  @Override
  public Integer call() {
    if ((signer == null) != (namespace == null)) {
      throw wrongUsage("--revoke and --namespace belong together.");
    }
    if (exempt.isBoth()) {
      throw wrongUsage("--exempt-none and --exempt exclude each other.");
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
    output()
        .show(
            tree,
            clusters.isEmpty()
                ? "No API server asks. Let one: redoubt admission install CLUSTER.\n"
                : text.toString());
    return refused > 0 ? Exit.NO : whole ? Exit.DONE : Exit.COULD_NOT;
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
