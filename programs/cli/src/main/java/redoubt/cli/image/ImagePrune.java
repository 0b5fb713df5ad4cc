package redoubt.cli.image;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import redoubt.cli.Confirmation;

/** Moves images without a tag to the trash. */
@Command(
    name = "prune-untagged",
    description = {
      "Moves images without a tag to the trash.",
      "What a list of manifests names, what says something about another manifest, what runs and",
      "what was pushed in the last 24 hours stays: a list is pushed after what it lists."
    },
    footer = {"Example:", "  redoubt image prune-untagged team --dry-run"})
public final class ImagePrune extends ImageVerb {
  @Parameters(
      paramLabel = "NAMESPACE[/REPOSITORY]",
      arity = "0..1",
      description = "Of which; of all without it.")
  String of = "";

  @Option(names = "--dry-run", description = "Only lists what would go.")
  boolean dryRun;

  @Option(
      names = "--assume-unused",
      description = "Lets images go although it is not known what runs, and what is known to run.")
  boolean assumeUnused;

  @Mixin Confirmation confirmation = new Confirmation();

  @Override
  public Integer call() {
    if (!dryRun) {
      confirmation.ask(
          terminal(), "Delete all images without a tag" + (of.isEmpty() ? "" : " of " + of));
    }
    ObjectNode wish = object().put("dryRun", dryRun).put("assumeUnused", assumeUnused);
    if (!of.isEmpty()) {
      wish.put(of.contains("/") ? "repository" : "namespace", of);
    }
    JsonNode gone = api().post(images() + "/prune", wish);
    output().list(items(gone), "Every image has a tag, or is needed by another.", LISTED);
    return 0;
  }
}
