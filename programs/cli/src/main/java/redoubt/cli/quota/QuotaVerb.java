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
          Column.of("bytes stored", "usage.store"),
          ByteCount.limit("limit", "limit.store"),
          Column.of("in the trash", "usage.trash"),
          Column.of("not yet of an image", "usage.pending"),
          Column.of("pulled in", "month"),
          Column.of("bytes pulled", "usage.traffic"),
          ByteCount.limit("limit of it", "limit.traffic"));
  private static final List<Column> NAMESPACES =
      List.of(
          Column.of("namespace", "name"),
          Column.of("bytes stored", "store"),
          ByteCount.limit("limit", "limit"),
          Column.of("in the trash", "trash"));

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
