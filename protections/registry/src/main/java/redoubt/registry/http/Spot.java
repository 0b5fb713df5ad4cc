package redoubt.registry.http;

import java.util.Optional;
import java.util.Set;
import redoubt.oci.RepositoryName;
import redoubt.registry.Namespace;
import redoubt.registry.Namespaces;
import redoubt.registry.manifests.Manifests;
import redoubt.registry.upstream.Upstreams;
import redoubt.web.Part;
import redoubt.web.Principal;
import redoubt.web.Request;
import redoubt.web.Role;

/**
 * The repository that a call is about, once the caller was let in.
 *
 * @param pushes whether the caller may push to it with what they show
 */
record Spot(RepositoryName repository, Namespace namespace, String user, boolean pushes) {
  /** Who shows no credential, in the ledger. */
  static final String VISITOR = "anonymous";

  private static final Set<Role> WRITER = Set.of(Role.WRITER);

  /**
   * Lets the caller in.
   *
   * @throws redoubt.core.Failure {@code oci.bad-name}; for who may not do this here, the same
   *     whether there is such a namespace or not
   */
  static Spot of(Request request, Namespaces namespaces) {
    RepositoryName repository = new RepositoryName(request.pathParameter("name"));
    Optional<Namespace> namespace = namespaces.of(repository);
    request.requirePart(
        namespace.map(Namespace::instance),
        Part.repository(repository.text()),
        namespace.filter(Namespace::anonymousPull).isPresent());
    Namespace there = namespace.orElseThrow();
    boolean pushes =
        request
            .caller()
            .filter(caller ->
                caller.allows(there.instance(), Part.repository(repository.text()), WRITER))
            .isPresent();
    return new Spot(
        repository, there, request.caller().map(Principal::user).orElse(VISITOR), pushes);
  }

  boolean isVisitor() {
    return user.equals(VISITOR);
  }

  /**
   * The same for who pushes.
   *
   * @throws redoubt.core.Failure as {@link #of}; {@code registry.is-upstreams}
   */
  static Spot toPushTo(Request request, Namespaces namespaces) {
    Spot spot = of(request, namespaces);
    if (spot.namespace().mirrored()) {
      throw Upstreams.nobodyPushes();
    }
    return spot;
  }

  Manifests.Actor actor() {
    return new Manifests.Actor(namespace.instance(), user);
  }

  /** A path below the repository. */
  String path(String rest) {
    return "/v2/" + repository + "/" + rest;
  }
}
