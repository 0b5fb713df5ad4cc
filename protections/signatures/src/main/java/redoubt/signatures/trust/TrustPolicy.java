package redoubt.signatures.trust;

import java.util.List;
import java.util.Set;
import redoubt.signatures.SignatureFailures;

/**
 * What has to hold of an image of a namespace.
 *
 * @param requirements all of them have to hold
 */
public record TrustPolicy(List<Requirement> requirements) {
  /** Most requirements. */
  public static final int MOST = 20;

  /** Without another one: somebody who may sign in the namespace signed the image. */
  public static final TrustPolicy USUAL =
      new TrustPolicy(List.of(new Requirement.Signed(Set.of(), Set.of(), 1)));

  public TrustPolicy {
    requirements = List.copyOf(requirements);
    if (requirements.isEmpty() || requirements.size() > MOST) {
      throw SignatureFailures.badPolicy("A policy has 1 to " + MOST + " requirements.");
    }
  }
}
