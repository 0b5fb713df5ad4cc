package redoubt.admission.rehearse;

import redoubt.admission.decide.Evidence;
import redoubt.admission.policy.Requirement;
import redoubt.oci.Digest;
import redoubt.oci.ImageReference;

/** What is known of images, where the one name that is asked for means what runs by it. */
record AsItRuns(Evidence evidence, Digest running) implements Evidence {
  @Override
  public Meaning meaning(ImageReference image) {
    return new Meaning.Exactly(running);
  }

  @Override
  public Finding finding(
      ImageReference image, Digest digest, String namespace, Requirement.Asked requirement) {
    return evidence.finding(image, digest, namespace, requirement);
  }
}
