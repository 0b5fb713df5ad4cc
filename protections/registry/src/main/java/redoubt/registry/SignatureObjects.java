package redoubt.registry;

import java.util.List;
import redoubt.oci.Digest;
import redoubt.oci.RepositoryName;

/**
 * Where signatures lie that clients put beside images, which are no manifests. Who asks has been
 * let in.
 */
public interface SignatureObjects {
  /**
   * @param name the image's digest, an at sign, and 32 hexadecimal digits
   */
  @SuppressWarnings("ArrayRecordComponent") // Read once and sent.
  record Kept(String name, byte[] content) {}

  /** In the order they were put. */
  List<Kept> list(String instance, RepositoryName repository, Digest image);

  /** Puts one; the same once more is none. */
  void put(String instance, String actor, RepositoryName repository, Digest image, Kept signature);
}
