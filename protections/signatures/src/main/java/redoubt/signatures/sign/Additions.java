package redoubt.signatures.sign;

import java.util.List;
import redoubt.oci.Manifest;
import redoubt.oci.RepositoryName;

/** Port: puts what is made here into the registry. */
@FunctionalInterface
public interface Additions {
  /**
   * Puts a manifest with all of its content, as if somebody had pushed it.
   *
   * @param blobs small ones, which the manifest names
   * @throws redoubt.core.Failure when a quota or a rule of the registry forbids it
   */
  void put(
      String instance,
      String actor,
      RepositoryName repository,
      Manifest manifest,
      List<byte[]> blobs);
}
