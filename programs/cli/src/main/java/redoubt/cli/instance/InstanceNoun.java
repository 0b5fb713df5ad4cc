package redoubt.cli.instance;

import java.util.List;
import redoubt.cli.Noun;

/** {@code redoubt instance}. */
public final class InstanceNoun implements Noun {
  @Override
  public String description() {
    return "Instances: tenants, each with its own keys.";
  }

  @Override
  public List<String> examples() {
    return List.of("redoubt instance list");
  }

  @Override
  public List<String> names() {
    return List.of(
        "create", "list", "show", "rename", "delete", "grants", "grant", "revoke", "policy");
  }

  @Override
  public Object named(String name) {
    return switch (name) {
      case "create" -> new InstanceCreate();
      case "list" -> new InstanceList();
      case "show" -> new InstanceShow();
      case "rename" -> new InstanceRename();
      case "delete" -> new InstanceDelete();
      case "grants" -> new InstanceGrants();
      case "grant" -> new InstanceGrant();
      case "revoke" -> new InstanceRevoke();
      case "policy" -> new InstancePolicyNoun();
      default -> throw Noun.unknown(name);
    };
  }
}
