package redoubt.admission.decide;

import java.util.Optional;
import redoubt.admission.policy.Choice;
import redoubt.admission.policy.PolicyName;
import redoubt.admission.policy.Rule;
import redoubt.admission.review.Slot;
import redoubt.oci.Digest;
import redoubt.oci.ImageReference;

/**
 * What was found about an image that an object names.
 *
 * @param image in full; empty when it is no name of one
 * @param choice which policy applies; empty where the name is none
 * @param digest of the image as it was judged
 * @param why what the policy asks for, and what holds of it; empty where nothing was asked
 * @param pinned whether what was judged is what will run, as far as the name goes
 */
public record Looked(
    Slot slot,
    Optional<ImageReference> image,
    Optional<Choice> choice,
    Optional<Digest> digest,
    Optional<Reason> why,
    boolean pinned) {
  /** Nothing is in its way. */
  public boolean holds() {
    return switch (choice.orElse(null)) {
      case null -> false;
      case Choice.Exempt _ -> pinned;
      case Choice.Found _ -> pinned && why.map(Reason::holds).orElse(true);
      case Choice.NoPolicies _, Choice.NotInCluster _, Choice.NotInNamespace _ -> false;
    };
  }

  /** What is done about it if something is. */
  public Rule.Mode mode() {
    return choice.orElse(null) instanceof Choice.Found found
        ? found.entry().rule().mode()
        : Rule.Mode.ENFORCE;
  }

  /** The one that decides. */
  public Optional<PolicyName> policy() {
    return switch (choice.orElse(null)) {
      case Choice.Found found -> Optional.of(found.policy());
      case Choice.Exempt exempt -> Optional.of(exempt.policy());
      case null, default -> Optional.empty();
    };
  }

  public boolean isRefused() {
    return !holds() && mode() == Rule.Mode.ENFORCE;
  }
}
