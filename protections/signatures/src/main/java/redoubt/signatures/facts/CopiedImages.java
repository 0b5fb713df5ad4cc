package redoubt.signatures.facts;

import java.util.List;
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
record CopiedImages(Database database, String instance, Images own) implements Images {
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
  public List<String> tags(RepositoryName repository, Digest digest, int limit) {
    return database.read(handle -> CopyRows.tags(handle, instance, repository, digest, limit));
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
