package redoubt.server;

import java.util.List;
import java.util.Optional;
import redoubt.oci.Digest;
import redoubt.oci.Manifest;
import redoubt.oci.RepositoryName;
import redoubt.oci.Tag;
import redoubt.registry.Contents;
import redoubt.signatures.Images;

/** Lets content trust read what the registry holds. */
record SignedImages(Contents contents) implements Images {
  @Override
  public Optional<String> owner(String namespace) {
    return contents.owner(namespace);
  }

  @Override
  public Optional<Manifest> manifest(RepositoryName repository, Digest digest) {
    return contents
        .manifest(repository, digest)
        .map(stored -> Manifest.read(stored.bytes(), stored.mediaType()));
  }

  @Override
  public Optional<Digest> tagged(RepositoryName repository, Tag tag) {
    return contents.tagged(repository, tag);
  }

  @Override
  public List<String> tags(RepositoryName repository, Digest digest, int limit) {
    return contents.tags(repository, digest, limit);
  }

  @Override
  public List<Digest> referrers(
      RepositoryName repository, Digest subject, String after, int limit) {
    return contents.referrers(repository, subject, after, limit);
  }

  @Override
  public Optional<byte[]> small(RepositoryName repository, Digest digest, int longest) {
    return contents.small(repository, digest, longest);
  }
}
