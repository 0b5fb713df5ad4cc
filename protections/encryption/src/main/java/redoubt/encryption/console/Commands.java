package redoubt.encryption.console;

import java.util.List;

/**
 * What is typed where the console does not reach: on a control plane node, and where a kubeconfig
 * lies. Names that are safe in a shell are all that comes in.
 */
public record Commands(String cluster, String key, List<String> resources) {
  public Commands {
    resources = resources.isEmpty() ? List.of("secrets") : List.copyOf(resources);
  }

  /** Where the cluster is reached with kubectl. */
  public String add() {
    return "kubectl config view --raw --flatten --minify > "
        + cluster
        + ".kubeconfig\nredoubt cluster add "
        + cluster
        + " --kubeconfig "
        + cluster
        + ".kubeconfig";
  }

  /** Writes what would be changed into a folder, to be looked at. */
  public String bundle() {
    return enable() + " --out bundle";
  }

  /** On each control plane node. */
  public String apply() {
    return enable() + " --apply /etc/kubernetes --yes";
  }

  /** Where a snapshot of etcd lies. */
  public String ledger() {
    return "redoubt encryption ledger " + cluster + " --snapshot backup.db";
  }

  private String enable() {
    return "redoubt encryption enable "
        + cluster
        + " --key "
        + key
        + " --resources "
        + String.join(",", resources);
  }

  /** On each control plane node, once encryption is being disabled. */
  public String disable() {
    return "redoubt encryption disable " + cluster + " --apply /etc/kubernetes";
  }

  /** Restarts an API server, so that it forgets what it has in memory. */
  public String restart() {
    return "crictl ps -q --name '^kube-apiserver$' | xargs -r crictl stop";
  }
}
