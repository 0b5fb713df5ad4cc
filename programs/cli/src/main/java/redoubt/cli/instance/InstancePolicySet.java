package redoubt.cli.instance;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import redoubt.cli.key.Kms;

/** Sets one policy of an instance. */
@Command(
    name = "set",
    description = {
      "Sets one policy of an instance.",
      "Policies: dualAuthDelete, rotation, allowedNetwork, allowedIP, keyCreateImportAccess,"
          + " metrics."
    },
    footer = {
      "Examples:",
      "  redoubt instance policy set dualAuthDelete",
      "  redoubt instance policy set rotation --attribute interval_month=3",
      "  redoubt instance policy set allowedIP --attribute allowed_ip=10.0.0.0/8,192.0.2.7/32",
      "  redoubt instance policy set keyCreateImportAccess --attribute import_root_key=false",
      "  redoubt instance policy set metrics --disable"
    })
public final class InstancePolicySet extends InstanceVerb {
  @Parameters(paramLabel = "POLICY", description = "Its name as Key Protect spells it.")
  String policy = "";

  @Option(names = "--disable", description = "Switch it off; otherwise it is switched on.")
  boolean disable;

  @Option(
      names = "--attribute",
      paramLabel = "NAME=VALUE",
      description = "An attribute of the policy; may be given several times.")
  List<String> attributes = new ArrayList<>();

  @Override
  public Integer call() {
    Kms kms = new Kms(api(), instance());
    ObjectNode resource = object().put("policy_type", policy);
    ObjectNode data = resource.putObject("policy_data").put("enabled", !disable);
    if (!attributes.isEmpty()) {
      ObjectNode fields = data.putObject("attributes");
      attributes.forEach(attribute -> put(fields, attribute));
    }
    api()
        .json(
            kms.call("PUT", "/instance/policies?policy=" + encoded(policy))
                .with(Kms.collection("policy", resource)));
    output()
        .done(
            "Policy " + policy + " is " + (disable ? "off." : "on."),
            object().put("policy", policy).put("enabled", !disable).put("done", true));
    return 0;
  }

  /** The API wants numbers, truth values and lists of addresses as such. */
  private void put(ObjectNode fields, String attribute) {
    int equals = attribute.indexOf('=');
    if (equals <= 0) {
      throw wrongUsage("--attribute " + attribute + " is not NAME=VALUE");
    }
    String name = attribute.substring(0, equals);
    String value = attribute.substring(equals + 1);
    if (value.equals("true") || value.equals("false")) {
      fields.put(name, Boolean.parseBoolean(value));
    } else if (value.matches("[0-9]{1,9}")) {
      fields.put(name, Integer.parseInt(value));
    } else if (name.equals("allowed_ip")) {
      var list = fields.putArray(name);
      List.of(value.split(",", -1)).forEach(list::add);
    } else {
      fields.put(name, value);
    }
  }
}
