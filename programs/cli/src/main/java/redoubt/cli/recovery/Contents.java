package redoubt.cli.recovery;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import redoubt.cli.text.Column;
import redoubt.cli.text.JsonText;
import redoubt.seal.recovery.ExportHeader;
import redoubt.seal.recovery.RecoveryContents;

/** What an export holds, as it is printed. */
final class Contents {
  static final List<Column> COLUMNS =
      List.of(
          Column.of("Export", "id"),
          Column.of("Made", "createdAt"),
          Column.of("Threshold", "threshold"),
          Column.of("Tables", "tables"),
          Column.of("Rows", "rows"),
          Column.of("Secrets", "secrets"),
          Column.of("Not in it (HSM)", "hardwareKeys"));

  private Contents() {}

  static ObjectNode tree(ExportHeader header, RecoveryContents contents) {
    ObjectNode tree =
        JsonText.object()
            .put("id", header.id().toString())
            .put("createdAt", header.createdAt().toString())
            .put("threshold", header.threshold())
            .put("tables", contents.tables())
            .put("rows", contents.rows())
            .put("secrets", contents.secrets());
    ArrayNode hardware = tree.putArray("hardwareKeys");
    contents.hardwareKeys().forEach(hardware::add);
    return tree;
  }
}
