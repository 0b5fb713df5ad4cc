package redoubt.cli.instance;

import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import redoubt.cli.Instances;
import redoubt.cli.Verb;
import redoubt.cli.text.Column;

/** What the commands of instances share. */
abstract class InstanceVerb extends Verb {
  static final List<Column> COLUMNS =
      List.of(
          Column.of("Name", "name"),
          Column.of("Id", "id"),
          Column.of("Created", "createdAt"),
          Column.who("By", "createdBy"));

  static final List<Column> GRANTS =
      List.of(
          Column.of("id", "id"),
          Column.of("user", "userName"),
          Column.of("role", "role"),
          Column.of("ring", "ring"),
          Column.of("namespace", "namespace"),
          Column.of("repository", "repository"),
          Column.of("since", "createdAt"));

  /** The path of the instance named by an argument or, if there is none, by the usual option. */
  final String path(@Nullable String named) {
    return "/v1/instances/"
        + (named == null ? instance() : Instances.find(api(), Optional.of(named)));
  }
}
