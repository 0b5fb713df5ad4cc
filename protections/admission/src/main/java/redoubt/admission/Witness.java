package redoubt.admission;

import redoubt.admission.decide.Evidence;

/** What this room needs of content trust: to know what is known of images to an instance. */
public interface Witness {
  Evidence of(String instance);
}
