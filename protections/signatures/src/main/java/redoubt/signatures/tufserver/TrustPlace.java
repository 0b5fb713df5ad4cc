package redoubt.signatures.tufserver;

import java.util.Objects;

/**
 * A repository of Notary v1.
 *
 * @param instance whose it is
 * @param gun its name as its users write it, with or without a host
 * @param repository of the registry, without a host: who may read and write there may here
 */
public record TrustPlace(String instance, String gun, String repository) {
  public TrustPlace {
    Objects.requireNonNull(instance, "instance");
    Objects.requireNonNull(gun, "gun");
    Objects.requireNonNull(repository, "repository");
  }

  /** The namespace of its repository. */
  public String namespace() {
    int slash = repository.indexOf('/');
    return slash < 0 ? repository : repository.substring(0, slash);
  }
}
