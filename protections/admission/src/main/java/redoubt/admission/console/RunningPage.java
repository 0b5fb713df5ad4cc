package redoubt.admission.console;

import java.util.Optional;
import redoubt.web.console.Api;
import redoubt.web.console.Notice;

/**
 * What a cluster runs that would be refused.
 *
 * @param cluster empty when none asks
 * @param signer as if it were revoked; empty for what is refused as things are
 * @param namespace of the registry, in which the signer may sign
 * @param found empty when it could not be looked
 */
public record RunningPage(
    String instance,
    String instanceName,
    String cluster,
    String signer,
    String namespace,
    Optional<Found> found,
    Optional<Notice> notice) {
  /** What was found of it. */
  public record Found(Looked looked, FoundTable refused) {}

  /** Path of the page. */
  static String path(String instance, String cluster) {
    return EnforcementPage.path(instance) + "/running?cluster=" + Api.segment(cluster);
  }

  /** Where its form leads. */
  public String target() {
    return EnforcementPage.path(instance) + "/running";
  }

  public String back() {
    return EnforcementPage.path(instance)
        + (cluster.isEmpty() ? "" : "?cluster=" + Api.segment(cluster));
  }

  public boolean isRevocation() {
    return !signer.isEmpty();
  }

  /** The same as a command. */
  public String command() {
    return "redoubt policy impact --cluster "
        + cluster
        + (isRevocation()
            ? " --revoke "
                + signer
                + " --namespace "
                + (namespace.isEmpty() ? "NAMESPACE" : namespace)
            : "");
  }

  /** Where the signer is revoked. */
  public String signers() {
    return "/instances/" + Api.segment(instance) + "/signers/" + Api.segment(namespace);
  }
}
