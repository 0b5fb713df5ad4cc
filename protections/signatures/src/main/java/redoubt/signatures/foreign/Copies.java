package redoubt.signatures.foreign;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import redoubt.oci.Digest;
import redoubt.oci.Manifest;
import redoubt.oci.RepositoryName;
import redoubt.oci.Tag;
import redoubt.signatures.Images;
import redoubt.signatures.sql.CopyRows;
import redoubt.store.Database;

/**
 * Images of other registries as far as they were last found there for an instance: so what is known
 * of them can be judged anew, without a call, whatever their registries do.
 */
public record Copies(Database database, String instance, Images own) implements Images {
  /**
   * What was found about an image.
   *
   * @param manifests its own, and what may be signatures of it
   * @param blobs what these consist of
   */
  public record Found(Digest image, List<One> manifests, Map<Digest, byte[]> blobs) {
    public Found {
      manifests = List.copyOf(manifests);
      blobs = Map.copyOf(blobs);
    }

    /** In bytes. */
    public long size() {
      return manifests.stream().mapToLong(one -> one.manifest().bytes().length).sum()
          + blobs.values().stream().mapToLong(bytes -> bytes.length).sum();
    }
  }

  /**
   * A manifest.
   *
   * @param tag by which it was found; empty when the registry said that it is about the image
   */
  public record One(Digest digest, Manifest manifest, Optional<String> tag) {}

  @Override
  public Optional<String> owner(String namespace) {
    return own.owner(namespace);
  }

  @Override
  public Optional<Manifest> manifest(RepositoryName repository, Digest digest) {
    return database.read(handle -> CopyRows.manifest(handle, instance, repository, digest));
  }

  @Override
  public Optional<Digest> tagged(RepositoryName repository, Tag tag) {
    return database.read(handle -> CopyRows.tagged(handle, instance, repository, tag.text()));
  }

  @Override
  public List<Digest> referrers(
      RepositoryName repository, Digest subject, String after, int limit) {
    return database.read(
        handle -> CopyRows.referrers(handle, instance, repository, subject, after, limit));
  }

  @Override
  public Optional<byte[]> small(RepositoryName repository, Digest digest, int longest) {
    return database
        .read(handle -> CopyRows.blob(handle, instance, repository, digest))
        .filter(bytes -> bytes.length <= longest);
  }
}
