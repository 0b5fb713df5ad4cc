package redoubt.cli.retention;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import redoubt.cli.Confirmation;
import redoubt.cli.http.Api;

/** Sets a policy, and runs it. */
@Command(
    name = "set",
    description = {
      "Says which images of a namespace are kept; the others go to the trash, now and every day.",
      "An image stays if one of the options keeps it. Lists of manifests, what they name, and"
          + " images that do not say when they were made always stay.",
      "Look first what would go: redoubt retention run NAMESPACE --dry-run with the same options."
    },
    footer = {"Example:", "  redoubt retention set team --newest 10 --keep-tags 'v*'"})
public final class RetentionSet extends RetentionVerb {
  @Mixin PolicyOptions options = new PolicyOptions();
  @Mixin Confirmation confirmation = new Confirmation();

  @Override
  public Integer call() {
    confirmation.ask(
        terminal(), "Let images of " + namespace + " go to the trash, now and every day");
    show(api().json(Api.Call.of("PUT", policy()).with(options.json())));
    return 0;
  }
}
