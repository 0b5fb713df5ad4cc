package redoubt.cli.key;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import redoubt.cli.text.Column;

/** Shows the policies of a key. */
@Command(
    name = "show",
    description = "Shows the policies of a key.",
    footer = {"Example:", "  redoubt key policy show orders"})
public final class KeyPolicyShow extends KeyVerb {
  static final List<Column> COLUMNS =
      List.of(
          new Column(
              "policy", policy -> policy.has("rotation") ? "rotation" : "dual authorization"),
          new Column(
              "enabled",
              policy -> {
                JsonNode setting = setting(policy);
                return setting.has("enabled")
                    ? Column.text(setting.path("enabled"))
                    : setting.has("interval_month") ? "yes" : "no";
              }),
          new Column("months", policy -> Column.text(setting(policy).path("interval_month"))),
          Column.of("changed", "lastUpdateDate"),
          Column.of("by", "updatedBy"));

  @Parameters(paramLabel = "KEY", description = "Id, alias or unique name of the key.")
  String key = "";

  @Override
  public Integer call() {
    JsonNode policies =
        kms().withKey(key, id -> kms().call("GET", "/keys/" + id + "/policies")).path("resources");
    output().list(policies, "This key has no policies.", COLUMNS);
    return 0;
  }

  private static JsonNode setting(JsonNode policy) {
    return policy.has("rotation") ? policy.path("rotation") : policy.path("dualAuthDelete");
  }
}
