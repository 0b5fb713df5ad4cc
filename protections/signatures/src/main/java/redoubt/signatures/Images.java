package redoubt.signatures;

import java.util.List;
import java.util.Optional;
import redoubt.oci.Digest;
import redoubt.oci.Manifest;
import redoubt.oci.RepositoryName;
import redoubt.oci.Tag;

/** What this room needs of the registry. */
public interface Images {
  /** The tenant whose namespace that is. */
  Optional<String> owner(String namespace);

  Optional<Manifest> manifest(RepositoryName repository, Digest digest);

  Optional<Digest> tagged(RepositoryName repository, Tag tag);

  /** Tags that name a manifest, in order; none where there is no such manifest. */
  List<String> tags(RepositoryName repository, Digest digest, int limit);

  /** Digests of manifests about a subject, in order, after one of them (or the empty text). */
  List<Digest> referrers(RepositoryName repository, Digest subject, String after, int limit);

  /** A blob that is no longer than that, and whose bytes fit its digest. */
  Optional<byte[]> small(RepositoryName repository, Digest digest, int longest);
}
