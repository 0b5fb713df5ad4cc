package redoubt.cli.quota;

import picocli.CommandLine.Command;

/** Shows usage and limits. */
@Command(
    name = "show",
    description = {
      "Shows what the images of an instance use, and their limits.",
      "Each content counts once for the instance, and once for each namespace that needs it."
    },
    footer = {"Example:", "  redoubt quota show"})
public final class QuotaShow extends QuotaVerb {
  @Override
  public Integer call() {
    show(api().get(quota()));
    return 0;
  }
}
