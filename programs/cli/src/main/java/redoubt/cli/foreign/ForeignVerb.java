package redoubt.cli.foreign;

import java.util.List;
import redoubt.cli.Verb;
import redoubt.cli.text.Column;

/** What the commands of images of other registries share. */
abstract class ForeignVerb extends Verb {
  static final List<Column> COVERS =
      List.of(
          Column.of("prefix", "prefix"),
          Column.of("namespace", "namespace"),
          Column.of("lookaside", "lookaside"),
          Column.of("set", "setAt"),
          Column.who("by", "setBy"));

  final String images() {
    return "/v1/instances/" + instance() + "/foreign-images";
  }
}
