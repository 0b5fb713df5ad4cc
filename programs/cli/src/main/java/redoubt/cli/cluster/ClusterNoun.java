package redoubt.cli.cluster;

import java.util.List;
import redoubt.cli.Noun;

/** {@code redoubt cluster}. */
public final class ClusterNoun implements Noun {
  @Override
  public String description() {
    return "Kubernetes clusters, whose stored objects a root key guards.";
  }

  @Override
  public List<String> examples() {
    return List.of("redoubt cluster add prod --kubeconfig prod.kubeconfig");
  }

  @Override
  public List<String> names() {
    return List.of("add", "list", "show", "update", "use", "remove");
  }

  @Override
  public Object named(String name) {
    return switch (name) {
      case "add" -> new ClusterAdd();
      case "list" -> new ClusterList();
      case "show" -> new ClusterShow();
      case "update" -> new ClusterUpdate();
      case "use" -> new ClusterUse();
      case "remove" -> new ClusterRemove();
      default -> throw Noun.unknown(name);
    };
  }
}
