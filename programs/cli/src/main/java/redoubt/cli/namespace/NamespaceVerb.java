package redoubt.cli.namespace;

import java.util.List;
import redoubt.cli.Verb;
import redoubt.cli.text.Column;

/** What the commands of namespaces share. */
abstract class NamespaceVerb extends Verb {
  static final List<Column> LISTED =
      List.of(
          Column.of("name", "name"),
          Column.of("anonymous pull", "anonymousPull"),
          Column.of("immutable tags", "immutableTags"),
          Column.of("added", "createdAt"),
          Column.who("by", "createdBy"));

  final String namespaces() {
    return "/v1/instances/" + instance() + "/namespaces";
  }

  final String namespace(String name) {
    return namespaces() + "/" + encoded(name);
  }
}
