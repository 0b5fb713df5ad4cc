package redoubt.registry.browse;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import redoubt.oci.Digest;
import redoubt.oci.Manifest;

/**
 * One manifest of a repository.
 *
 * @param size bytes of the manifest, what it names, and what that names
 * @param tags some that name it, in order
 * @param there those that it lists and that the repository has
 * @param listedBy some indexes that list it
 * @param about some manifests about it, by digest
 * @param config what its config says, if it is the config of an image and can be read
 * @param runs where it runs, as {@code CLUSTER/NAMESPACE}; empty when that is not known
 */
public record ImageSight(
    Digest digest,
    Manifest manifest,
    long size,
    Instant pushedAt,
    String pushedBy,
    Some<String> tags,
    Set<Digest> there,
    List<Digest> listedBy,
    Some<About> about,
    Optional<JsonNode> config,
    Optional<List<String>> runs) {
  public ImageSight {
    there = Set.copyOf(there);
    listedBy = List.copyOf(listedBy);
  }

  /**
   * A manifest about the image: its subject is the image, or a tag made of the image's digest names
   * it, as cosign's signatures.
   *
   * @param holds digests of its content, by which signatures in it are told
   */
  public record About(
      Digest digest,
      String mediaType,
      long size,
      Optional<String> artifactType,
      List<Digest> holds) {
    public About {
      holds = List.copyOf(holds);
    }
  }

  /** The first of a list, and whether there are more. */
  public record Some<T>(List<T> first, boolean more) {
    /** Of a list in which one more was looked for than is shown. */
    static <T> Some<T> of(List<T> found, int most) {
      return new Some<>(
          List.copyOf(found.subList(0, Math.min(found.size(), most))), found.size() > most);
    }
  }
}
