package redoubt.cli.admission;

import java.util.List;
import picocli.CommandLine.Command;
import redoubt.cli.text.Column;

/** Lists clusters that ask. */
@Command(
    name = "list",
    description = "Lists clusters whose API servers ask, and when their policies were read.",
    footer = {"Example:", "  redoubt admission list"})
public final class AdmissionList extends AdmissionVerb {
  private static final List<Column> LISTED =
      List.of(
          Column.of("name", "name"),
          Column.of("policies read", "policiesReadAt"),
          Column.of("problem", "problem"),
          Column.of("installed", "installedAt"),
          Column.who("by", "installedBy"));

  @Override
  public Integer call() {
    output()
        .list(
            items(api().get(all())),
            "No API server asks. Let one: redoubt admission install CLUSTER.",
            LISTED);
    return 0;
  }
}
