package redoubt.admission.rehearse;

import java.util.List;
import java.util.Optional;
import redoubt.oci.Digest;

/** A pod that runs, or is about to. */
record RunningPod(String namespace, String name, List<Use> uses) {
  RunningPod {
    uses = List.copyOf(uses);
  }

  /**
   * An image in it.
   *
   * @param image as the pod names it
   * @param running what its node says that it runs by that name
   */
  record Use(String image, Optional<Digest> running) {}
}
