package redoubt.signatures.tuf;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import redoubt.signatures.SmallJson;

/** What a role says of targets, and to whom it delegates. */
public record TargetsFile(
    Document document, Map<String, FileMeta> targets, List<RoleKeys> delegations) {
  private static final int MOST_TARGETS = 10_000;
  private static final int MOST_DELEGATIONS = 200;

  public TargetsFile {
    targets = Map.copyOf(targets);
    delegations = List.copyOf(delegations);
  }

  /**
   * @param role {@code targets} or a delegation
   * @throws BadDocument what is wrong with it
   */
  public static TargetsFile read(String role, byte[] bytes) throws BadDocument {
    Document document = Document.read(role, bytes);
    JsonNode named = document.signed().path("targets");
    if (named.size() > MOST_TARGETS) {
      throw new BadDocument("It has more than " + MOST_TARGETS + " targets.");
    }
    Map<String, FileMeta> targets = new LinkedHashMap<>();
    for (Map.Entry<String, JsonNode> entry : named.properties()) {
      targets.put(entry.getKey(), FileMeta.read(entry.getValue()));
    }
    return new TargetsFile(document, targets, delegations(document));
  }

  private static List<RoleKeys> delegations(Document document) throws BadDocument {
    JsonNode delegations = document.signed().path("delegations");
    if (delegations.isMissingNode() || delegations.isNull()) {
      return List.of();
    }
    Fields.require(delegations, Set.of("keys", "roles"));
    Map<String, TufKey> keys = RoleKeys.keys(delegations.path("keys"));
    JsonNode roles = delegations.path("roles");
    if (roles.size() > MOST_DELEGATIONS) {
      throw new BadDocument("It has more than " + MOST_DELEGATIONS + " delegations.");
    }
    Map<String, RoleKeys> read = new LinkedHashMap<>();
    for (JsonNode role : roles) {
      String name = SmallJson.text(role, "/name").orElse("");
      if (!RoleName.isDelegation(name)
          || !RoleName.parent(name).equals(document.role())
          || read.put(name, RoleKeys.read(name, role, keys)) != null) {
        throw new BadDocument("It delegates to a role that is none of its own.");
      }
    }
    return new ArrayList<>(read.values());
  }

  public Optional<RoleKeys> delegation(String name) {
    return delegations.stream().filter(role -> role.name().equals(name)).findFirst();
  }
}
