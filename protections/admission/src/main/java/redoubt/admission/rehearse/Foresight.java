package redoubt.admission.rehearse;

import redoubt.admission.decide.Evidence;
import redoubt.admission.decide.Keys;

/** What this room needs of content trust to know what would be. */
public interface Foresight {
  /**
   * What would be known of images if a signer were revoked.
   *
   * @param namespace of the registry, in which the signer may sign
   * @throws redoubt.core.Failure when there is no such signer, or it was revoked already
   */
  Evidence without(String instance, Keys keys, String namespace, String signer);
}
