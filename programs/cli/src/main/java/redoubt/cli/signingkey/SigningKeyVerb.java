package redoubt.cli.signingkey;

import java.util.List;
import redoubt.cli.Verb;
import redoubt.cli.text.Column;

/** What the commands of signing keys share. */
abstract class SigningKeyVerb extends Verb {
  static final List<Column> LISTED =
      List.of(
          Column.of("name", "name"),
          Column.of("algorithm", "algorithm"),
          Column.of("ring", "ring"),
          Column.of("state", "state"),
          Column.of("subject", "subject"),
          Column.of("certified until", "certifiedUntil"),
          Column.of("created", "createdAt"));

  static final List<Column> DESCRIBED =
      List.of(
          Column.of("id", "id"),
          Column.of("name", "name"),
          Column.of("algorithm", "algorithm"),
          Column.of("ring", "ring"),
          Column.of("state", "state"),
          Column.of("fingerprint", "fingerprint"),
          Column.of("subject", "subject"),
          Column.of("certified until", "certifiedUntil"),
          Column.of("created", "createdAt"),
          Column.who("by", "createdBy"));

  final String keys() {
    return "/v1/instances/" + instance() + "/signing-keys";
  }

  final String key(String name) {
    return keys() + "/" + encoded(name);
  }
}
