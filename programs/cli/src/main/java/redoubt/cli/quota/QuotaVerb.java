package redoubt.cli.quota;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import redoubt.cli.Verb;
import redoubt.cli.text.ByteCount;
import redoubt.cli.text.Column;
import redoubt.cli.text.Output;

/** What the commands of quotas share. */
abstract class QuotaVerb extends Verb {
  private static final List<Column> WHOLE =
      List.of(
          ByteCount.column("stored", "usage.store"),
          ByteCount.limit("most that may be stored", "limit.store"),
          ByteCount.column("in the trash", "usage.trash"),
          ByteCount.column("uploaded, of no image yet", "usage.pending"),
          Column.of("month of UTC", "month"),
          ByteCount.column("pulled in it", "usage.traffic"),
          ByteCount.limit("most that may be pulled", "limit.traffic"));
  private static final List<Column> NAMESPACES =
      List.of(
          Column.of("namespace", "name"),
          ByteCount.column("stored", "store"),
          ByteCount.limit("limit", "limit"),
          ByteCount.column("in the trash", "trash"));

  final String quota() {
    return "/v1/instances/" + instance() + "/quota";
  }

  final void show(JsonNode report) {
    String namespaces =
        report.path("namespaces").isEmpty()
            ? ""
            : "\n" + Output.table(report.path("namespaces"), NAMESPACES);
    output().show(report, Output.description(report, WHOLE) + namespaces);
  }
}
