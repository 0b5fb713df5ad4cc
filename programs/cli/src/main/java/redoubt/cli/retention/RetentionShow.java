package redoubt.cli.retention;

import java.util.List;
import picocli.CommandLine.Command;
import redoubt.cli.text.Column;

/** Shows a policy. */
@Command(
    name = "show",
    description = "Shows the retention policy of a namespace.",
    footer = {"Example:", "  redoubt retention show team"})
public final class RetentionShow extends RetentionVerb {
  @Override
  public Integer call() {
    output()
        .object(
            api().get(policy()),
            List.of(
                Column.of("namespace", "namespace"),
                Column.of("newest", "newest"),
                Column.of("days", "days"),
                Column.of("keep tags", "keepTags"),
                Column.of("keep untagged", "keepUntagged"),
                Column.of("threshold days", "thresholdDays"),
                Column.of("assume unused", "assumeUnused")));
    return 0;
  }
}
