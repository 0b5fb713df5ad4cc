package redoubt.cli.key;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.jspecify.annotations.Nullable;
import redoubt.cli.Verb;
import redoubt.cli.http.Api;
import redoubt.cli.text.Column;
import redoubt.cli.text.JsonText;

/** What the commands of keys share. */
public abstract class KeyVerb extends Verb {
  static final List<Column> LISTED =
      List.of(
          Column.of("name", "name"),
          Column.of("id", "id"),
          new Column("state", KeyStates::name),
          new Column("kind", key -> key.path("extractable").asBoolean() ? "standard" : "root"),
          Column.of("ring", "keyRingID"),
          Column.of("aliases", "aliases"),
          Column.of("created", "creationDate"));

  static final List<Column> DESCRIBED =
      List.of(
          Column.of("Name", "name"),
          Column.of("Id", "id"),
          new Column("State", KeyStates::name),
          new Column("Kind", key -> key.path("extractable").asBoolean() ? "standard" : "root"),
          Column.of("Description", "description"),
          Column.of("Ring", "keyRingID"),
          Column.of("Aliases", "aliases"),
          Column.of("Tags", "tags"),
          Column.of("Imported", "imported"),
          Column.of("Bits", "algorithmMetadata.bitLength"),
          Column.of("Version", "keyVersion.id"),
          Column.of("Created", "creationDate"),
          Column.of("Created by", "createdBy"),
          Column.of("Rotated", "lastRotateDate"),
          Column.of("Expires", "expirationDate"),
          Column.of("Rotation", "rotation"),
          Column.of("Dual auth.", "dualAuthDelete"),
          Column.of("Deleted", "deletionDate"),
          Column.of("Deleted by", "deletedBy"),
          Column.of("Restorable to", "restoreExpirationDate"),
          Column.of("Purge from", "purgeAllowedFrom"),
          Column.of("Purged on", "purgeScheduledOn"),
          Column.of("CRN", "crn"));

  private @Nullable Kms kms;

  protected final Kms kms() {
    Kms present = kms;
    if (present == null) {
      present = new Kms(api(), instance());
      kms = present;
    }
    return present;
  }

  /** Path of a key in our own API. */
  final String own(String id) {
    return "/v1/instances/" + instance() + "/keys/" + encoded(id);
  }

  final JsonNode action(String key, String action, @Nullable JsonNode body) {
    return kms()
        .withKey(
            key,
            id -> {
              Api.Call call = kms().call("POST", "/keys/" + id + "/actions/" + action);
              return body == null ? call : call.with(body);
            });
  }

  /** Says that something was done to a key. */
  final int done(String key, String sentence) {
    ObjectNode tree = JsonText.object().put("key", key).put("done", true);
    output().done(sentence, tree);
    return 0;
  }
}
