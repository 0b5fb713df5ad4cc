package redoubt.cli.key;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import picocli.CommandLine.Command;
import picocli.CommandLine.Parameters;
import redoubt.cli.Exit;
import redoubt.core.Failure;

/** Suspends a key: it neither wraps nor unwraps until it is enabled. */
@Command(
    name = "disable",
    description = {
      "Suspends a key: it neither wraps nor unwraps until it is enabled.",
      "Says which clusters depend on it, and how to end what their API servers still have in memory."
    },
    footer = {"Example:", "  redoubt key disable orders"})
public final class KeyDisable extends KeyVerb {
  @Parameters(paramLabel = "KEY", description = "Id, alias or unique name of the key.")
  String key = "";

  @Override
  public Integer call() {
    action(key, "disable", object());
    ObjectNode tree = object().put("key", key).put("done", true);
    JsonNode dependents = dependents();
    tree.set("dependents", dependents);
    output().done("Key " + key + " is suspended.", tree);
    terminal().err().print(SuspensionText.of(dependents));
    return Exit.DONE;
  }

  /** Asked for afterwards, and not insisted on: nothing is to hold up a disabling. */
  private JsonNode dependents() {
    try {
      return api().get(own(kms().id(key)) + "/dependents").path("dependents");
    } catch (Failure e) {
      terminal().err().println("redoubt: What depends on the key is not known: " + e.what());
      return object().arrayNode();
    }
  }
}
