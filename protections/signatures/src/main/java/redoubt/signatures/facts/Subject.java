package redoubt.signatures.facts;

import redoubt.oci.Digest;
import redoubt.oci.RepositoryName;
import redoubt.signatures.foreign.ForeignName;

/**
 * A manifest of a repository, which signatures are about.
 *
 * @param instance whose image it is
 * @param namespace whose signers and policy say whether it is trusted
 * @param repository of the registry; or one of another registry, whose first part has a dot, as no
 *     namespace has
 */
public record Subject(String instance, String namespace, RepositoryName repository, Digest digest) {
  /** In a namespace of the registry. */
  public Subject(String instance, RepositoryName repository, Digest digest) {
    this(instance, repository.first(), repository, digest);
  }

  /** Lies in another registry. */
  public boolean isForeign() {
    return repository.first().indexOf('.') >= 0;
  }

  /** Its repository, as people call it: with its registry if that is another one. */
  public String name() {
    return isForeign() ? ForeignName.of(repository).text() : repository.text();
  }
}
