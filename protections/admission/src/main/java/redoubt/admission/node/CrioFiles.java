package redoubt.admission.node;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import redoubt.admission.AdmissionFailures;
import redoubt.admission.decide.Keys;
import redoubt.admission.node.NodeFiles.NodeFile;
import redoubt.admission.policy.Policy;

/**
 * Files for CRI-O, or whatever else reads {@code /etc/containers}: {@code policy.json}, one more
 * for each namespace that has policies of its own ({@code signature_policy_dir} of crio.conf(5)),
 * and where signatures are looked for (containers-registries.d(5)).
 */
public final class CrioFiles {
  private static final String NAMESPACE = "[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?";

  private final List<Signatories.Area> areas;
  private final Keys keys;
  private final NodeWish wish;
  private final List<NodeFile> files = new ArrayList<>();
  private final List<String> notes = new ArrayList<>();
  private final Set<String> attached = new LinkedHashSet<>();

  private CrioFiles(List<Signatories.Area> areas, Keys keys, NodeWish wish) {
    this.areas = areas;
    this.keys = keys;
    this.wish = wish;
  }

  /**
   * @throws redoubt.core.Failure {@code admission.bad-policy}
   */
  public static NodeFiles of(NodeWish wish, List<Signatories.Area> areas, Keys keys) {
    return new CrioFiles(areas, keys, wish).files();
  }

  private NodeFiles files() {
    Scopes scopes = Scopes.of(wish.policies());
    add("policy.json", "", scopes.cluster());
    scopes
        .namespaces()
        .forEach((namespace, policies) -> {
          if (!namespace.matches(NAMESPACE)) {
            throw AdmissionFailures.badPolicy("A policy is of a namespace that no cluster has.");
          }
          add("policies/" + namespace + ".json", namespace, policies);
        });
    if (!scopes.namespaces().isEmpty()) {
      notes.add(
          "CRI-O takes an image that was pulled in a namespace with a policy of its own in those"
              + " without one, too, as it lies on the node.");
    }
    files.add(new NodeFile("registries.d/redoubt.yaml", false, registries()));
    notes.addAll(Notes.ofNodes(wish));
    files.add(new NodeFile("notes.txt", false, String.join("\n", notes) + "\n"));
    return new NodeFiles(files, notes);
  }

  private void add(String path, String namespace, List<Policy> policies) {
    CrioPolicy policy = new CrioPolicy(namespace, areas, keys, wish.registries());
    files.add(new NodeFile(path, false, json(policy.of(policies, wish.exempt()))));
    notes.addAll(policy.notes());
    attached.addAll(policy.attached());
  }

  /** Signatures of cosign are looked for only where it is said. */
  private String registries() {
    if (attached.isEmpty()) {
      return "docker: {}\n";
    }
    StringBuilder yaml = new StringBuilder("docker:\n");
    attached.forEach(registry ->
        yaml.append("  \"").append(registry).append("\":\n    use-sigstore-attachments: true\n"));
    return yaml.toString();
  }

  private static String json(Map<String, Object> file) {
    try {
      return JsonMapper.builder().build().writerWithDefaultPrettyPrinter().writeValueAsString(file)
          + "\n";
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a policy of plain values", e);
    }
  }
}
