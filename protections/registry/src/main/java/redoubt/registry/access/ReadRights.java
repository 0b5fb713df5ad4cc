package redoubt.registry.access;

import java.util.List;
import java.util.Set;
import redoubt.web.Part;
import redoubt.web.Principal;
import redoubt.web.Role;

/**
 * What somebody may read: all repositories of some instances, all of some namespaces, and some
 * repositories.
 */
public record ReadRights(
    List<String> instances, List<String> namespaces, List<String> repositories) {
  private static final Set<Role> READER = Set.of(Role.READER);

  /** What may be read in one instance. */
  public static ReadRights in(String instance, Principal caller) {
    return of(List.of(instance), caller);
  }

  public static ReadRights by(Principal caller) {
    return of(
        caller.grants().stream().flatMap(grant -> grant.instance().stream()).distinct().toList(),
        caller);
  }

  private static ReadRights of(List<String> known, Principal caller) {
    return new ReadRights(
        known.stream().filter(id -> caller.allows(id, READER)).toList(),
        parts(caller, known, Part.Kind.NAMESPACE),
        parts(caller, known, Part.Kind.REPOSITORY));
  }

  private static List<String> parts(Principal caller, List<String> instances, Part.Kind kind) {
    return instances.stream().flatMap(id -> caller.parts(id, kind, READER).stream()).toList();
  }
}
