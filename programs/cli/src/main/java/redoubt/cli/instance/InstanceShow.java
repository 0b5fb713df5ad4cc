package redoubt.cli.instance;

import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;

/** Shows an instance. */
@Command(
    name = "show",
    description = "Shows one instance.",
    footer = {"Example:", "  redoubt instance show payments"})
public final class InstanceShow extends InstanceVerb {
  @Parameters(
      arity = "0..1",
      paramLabel = "INSTANCE",
      description = "Name or id (default: as --instance).")
  @Nullable String named;

  @Override
  public Integer call() {
    output().object(api().get(path(named)), COLUMNS);
    return 0;
  }
}
