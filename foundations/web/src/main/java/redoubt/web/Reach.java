package redoubt.web;

import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** In what of an instance somebody has to hold a role, to find anything on a page of it. */
public enum Reach {
  /** The whole of it. */
  WHOLE,
  /** The whole, or a key ring. */
  RINGS,
  /** The whole, a namespace or a repository. */
  IMAGES;

  private static final List<Role> READERS = List.of(Role.READER);

  /** Whether one of the roles is held there. */
  public boolean holds(Principal caller, String instance, Collection<Role> anyOf) {
    return caller.allows(instance, anyOf)
        || kinds().stream().anyMatch(kind -> !caller.parts(instance, kind, anyOf).isEmpty());
  }

  /** The same for who reads. */
  public boolean opens(Principal caller, String instance) {
    return holds(caller, instance, READERS);
  }

  /** Whether it opens in any instance; for administrators, who can make one, always. */
  public boolean opensAnywhere(Principal caller) {
    return caller.isAdministrator()
        || caller.grants().stream()
            .map(Grant::instance)
            .flatMap(Optional::stream)
            .distinct()
            .anyMatch(instance -> opens(caller, instance));
  }

  private List<Part.Kind> kinds() {
    return switch (this) {
      case WHOLE -> List.of();
      case RINGS -> List.of(Part.Kind.RING);
      case IMAGES -> List.of(Part.Kind.NAMESPACE, Part.Kind.REPOSITORY);
    };
  }
}
