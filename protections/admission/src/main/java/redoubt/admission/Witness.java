package redoubt.admission;

import redoubt.admission.decide.Evidence;
import redoubt.admission.decide.Keys;

/** What this room needs of content trust: to know what is known of images to an instance. */
public interface Witness {
  /**
   * @param keys that policies name
   */
  Evidence of(String instance, Keys keys);
}
