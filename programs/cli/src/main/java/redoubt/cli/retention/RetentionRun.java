package redoubt.cli.retention;

import com.fasterxml.jackson.databind.node.ObjectNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import redoubt.cli.Confirmation;

/** Runs a policy once. */
@Command(
    name = "run",
    description = {
      "Moves to the trash what a policy does not keep, once.",
      "The policy is that of the options, or without any the one that is set."
    },
    footer = {"Example:", "  redoubt retention run team --dry-run --newest 10"})
public final class RetentionRun extends RetentionVerb {
  @Option(names = "--dry-run", description = "Only lists what would go.")
  boolean dryRun;

  @Mixin PolicyOptions options = new PolicyOptions();
  @Mixin Confirmation confirmation = new Confirmation();

  @Override
  public Integer call() {
    if (!dryRun) {
      confirmation.ask(terminal(), "Let images of " + namespace + " go to the trash");
    }
    ObjectNode wish = options.isGiven() ? options.json() : object();
    show(api().post(policy() + (dryRun ? "/analyze" : "/run"), wish));
    return 0;
  }
}
