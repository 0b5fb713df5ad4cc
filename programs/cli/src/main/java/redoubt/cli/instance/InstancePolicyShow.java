package redoubt.cli.instance;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import redoubt.cli.Instances;
import redoubt.cli.key.Kms;
import redoubt.cli.text.Column;

/** Shows an instance's policies. */
@Command(
    name = "show",
    description = "Shows the policies that hold for a whole instance.",
    footer = {"Example:", "  redoubt instance policy show payments"})
public final class InstancePolicyShow extends InstanceVerb {
  @Parameters(
      arity = "0..1",
      paramLabel = "INSTANCE",
      description = "Name or id (default: as --instance).")
  @Nullable String named;

  static final List<Column> POLICIES =
      List.of(
          Column.of("policy", "policy_type"),
          Column.of("enabled", "policy_data.enabled"),
          Column.of("attributes", "policy_data.attributes"),
          Column.of("changed", "lastUpdated"),
          Column.of("by", "updatedBy"));

  @Override
  public Integer call() {
    String id = named == null ? instance() : Instances.find(api(), Optional.of(named));
    JsonNode policies = new Kms(api(), id).get("/instance/policies").path("resources");
    output().list(policies, "This instance has no policies.", POLICIES);
    return 0;
  }
}
