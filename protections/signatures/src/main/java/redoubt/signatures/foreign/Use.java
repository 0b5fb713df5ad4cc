package redoubt.signatures.foreign;

import java.util.List;
import java.util.Optional;
import redoubt.oci.Digest;

/**
 * An image that workloads in a namespace of a cluster name.
 *
 * @param place namespace of the cluster
 * @param image as they write it
 * @param running what the nodes say they run under that name
 * @param pulledWith names of pull secrets, in order
 * @param account whose secrets a pod of this kind will be given
 */
public record Use(
    String place, String image, Optional<Digest> running, List<String> pulledWith, String account) {
  public Use {
    pulledWith = List.copyOf(pulledWith);
  }
}
