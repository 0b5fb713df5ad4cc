package redoubt.signatures.foreign;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
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
  /** Names of objects in Kubernetes: a DNS subdomain (RFC 1123). */
  private static final Pattern NAME =
      Pattern.compile(
          "(?=.{1,253}$)[a-z0-9](?:[a-z0-9-]*[a-z0-9])?(?:\\.[a-z0-9](?:[a-z0-9-]*[a-z0-9])?)*");

  private static final Pattern IMAGE = Pattern.compile("[!-~]{1,512}");

  /**
   * @throws IllegalArgumentException when a name is none
   */
  public Use {
    pulledWith = List.copyOf(pulledWith);
    if (!isName(place)
        || !isName(account)
        || !IMAGE.matcher(image).matches()
        || !pulledWith.stream().allMatch(Use::isName)) {
      throw new IllegalArgumentException("no image of a workload");
    }
  }

  /** Whether an object of Kubernetes may have that name. */
  public static boolean isName(String text) {
    return NAME.matcher(text).matches();
  }

  static boolean isImage(String text) {
    return IMAGE.matcher(text).matches();
  }

  /** What that means in full; empty when it is no name that registries are asked for. */
  public Optional<ForeignName.Image> named() {
    return ForeignName.parse(image);
  }

  /** SHA-256 over all of it: tells it from others where it is too long for that. */
  public String print() {
    return Digest.of(toString().getBytes(StandardCharsets.UTF_8)).hex();
  }
}
