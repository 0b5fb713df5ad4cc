package redoubt.admission.decide;

import redoubt.admission.policy.Requirement;
import redoubt.oci.Digest;
import redoubt.oci.ImageReference;

/**
 * What is known of images, at once and from memory: nobody is asked, neither a registry nor a key
 * service.
 */
public interface Evidence {
  /**
   * Which image a name means at the moment.
   *
   * @param image in full, without a digest
   */
  Meaning meaning(ImageReference image);

  /**
   * Whether something holds of an image.
   *
   * @param image in full
   * @param digest of the image, also where its name has none
   * @param namespace of the cluster, where secrets lie that say none
   */
  Finding finding(
      ImageReference image, Digest digest, String namespace, Requirement.Asked requirement);

  /** What a name means. */
  sealed interface Meaning {
    /** That image. */
    record Exactly(Digest digest) implements Meaning {}

    /**
     * It is not known.
     *
     * @param said why, one sentence
     * @param remedy what to do, one sentence
     */
    record Unknown(String said, String remedy) implements Meaning {}
  }

  /**
   * What came of it.
   *
   * @param said one sentence
   * @param remedy what to do where it does not hold, one sentence
   */
  record Finding(boolean holds, String said, String remedy) {}
}
