package redoubt.admission.policy;

import java.util.List;

/** Which policy applies to an image. */
public sealed interface Choice {
  /**
   * This entry of this policy.
   *
   * @param form of the image's name that its pattern matched
   * @param ties other entries that say as much of the image, and something else; the first by name
   *     was taken
   */
  record Found(PolicyName policy, Policy.Entry entry, String form, List<PolicyName> ties)
      implements Choice {
    public Found {
      ties = List.copyOf(ties);
    }
  }

  /** An exception holds at the moment. */
  record Exempt(PolicyName policy, Policy.Exemption exemption) implements Choice {}

  /** There is no policy at all, neither in the namespace nor for the cluster. */
  record NoPolicies() implements Choice {}

  /** The namespace has policies, and none of them is about the image. */
  record NotInNamespace() implements Choice {}

  /** The namespace has none, and none of the cluster's is about the image. */
  record NotInCluster() implements Choice {}
}
