package redoubt.cli.user;

import java.util.List;
import redoubt.cli.Verb;
import redoubt.cli.text.Column;

/** What the commands of users share. */
abstract class UserVerb extends Verb {
  static final List<Column> COLUMNS =
      List.of(
          Column.of("Name", "name"),
          Column.of("Id", "id"),
          Column.of("Administrator", "administrator"),
          Column.of("Service", "service"),
          Column.of("Created", "createdAt"));
}
