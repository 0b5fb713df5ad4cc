package redoubt.signatures.facts;

import redoubt.oci.Digest;
import redoubt.oci.RepositoryName;

/**
 * A manifest of a repository, which signatures are about.
 *
 * @param instance whose repository it is
 */
public record Subject(String instance, RepositoryName repository, Digest digest) {
  /** The namespace that the repository lies in. */
  public String namespace() {
    return repository.first();
  }
}
