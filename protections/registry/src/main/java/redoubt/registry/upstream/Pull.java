package redoubt.registry.upstream;

import java.net.URI;
import redoubt.oci.RepositoryName;
import redoubt.registry.Namespace;
import redoubt.registry.manifests.Manifests;

/**
 * What somebody pulls through a namespace of another registry.
 *
 * @param visitor who shows no credential: gets no more with the namespace's login than is here
 */
public record Pull(
    Upstream upstream, Namespace namespace, RepositoryName repository, boolean visitor) {
  private static final String HUB = "registry-1.docker.io";

  /** Who is in the ledger for what comes in: not who asked, but where it is from. */
  Manifests.Actor actor() {
    URI url = upstream.url();
    return new Manifests.Actor(namespace.instance(), "mirror:" + url.getRawAuthority());
  }

  /** The repository's name there: without the namespace. */
  RepositoryName theirs() {
    String rest = repository.text().substring(repository.first().length() + 1);
    boolean official = HUB.equals(upstream.url().getHost()) && rest.indexOf('/') < 0;
    return new RepositoryName(official ? "library/" + rest : rest);
  }

  boolean mayFetch() {
    return !visitor || !upstream.login();
  }
}
