package redoubt.signatures.foreign;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import redoubt.oci.Digest;
import redoubt.oci.Manifest;

/**
 * What was found about an image in its registry.
 *
 * @param manifests its own, and what may be signatures of it
 * @param blobs what these consist of
 * @param openPgp messages that lie beside the image
 */
public record Copies(
    Digest image, List<One> manifests, Map<Digest, byte[]> blobs, Map<Digest, byte[]> openPgp) {
  public Copies {
    manifests = List.copyOf(manifests);
    blobs = Map.copyOf(blobs);
    openPgp = Map.copyOf(openPgp);
  }

  /**
   * A manifest.
   *
   * @param tag by which it was found; empty when the registry said that it is about the image
   */
  public record One(Digest digest, Manifest manifest, Optional<String> tag) {}

  /** In bytes. */
  public long size() {
    return manifests.stream().mapToLong(one -> one.manifest().bytes().length).sum()
        + sum(blobs)
        + sum(openPgp);
  }

  private static long sum(Map<Digest, byte[]> contents) {
    return contents.values().stream().mapToLong(bytes -> bytes.length).sum();
  }
}
