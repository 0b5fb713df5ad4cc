package redoubt.admission.rehearse;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import redoubt.oci.Digest;

/**
 * A pod that runs, or is about to.
 *
 * @param uid tells it from others that have its name after it
 * @param leaving whether it was asked to go already
 */
record RunningPod(String namespace, String name, String uid, boolean leaving, List<Use> uses) {
  RunningPod {
    uses = List.copyOf(uses);
  }

  /** Its images, as they are used there. */
  Stream<Item> items() {
    return uses.stream().map(use -> Item.of(namespace, use.image(), use.running()));
  }

  /**
   * An image in it.
   *
   * @param image as the pod names it
   * @param running what its node says that it runs by that name
   */
  record Use(String image, Optional<Digest> running) {}
}
