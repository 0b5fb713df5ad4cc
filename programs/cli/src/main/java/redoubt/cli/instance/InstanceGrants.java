package redoubt.cli.instance;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import redoubt.cli.Pages;

/** Lists grants. */
@Command(
    name = "grants",
    description = "Lists who holds which role in an instance.",
    footer = {"Example:", "  redoubt instance grants payments"})
public final class InstanceGrants extends InstanceVerb {
  @Parameters(
      arity = "0..1",
      paramLabel = "INSTANCE",
      description = "Name or id (default: as --instance).")
  @Nullable String named;

  @Override
  public Integer call() {
    output().list(Pages.all(api(), path(named) + "/grants"), "Nobody holds a role.", GRANTS);
    return 0;
  }
}
