package redoubt.registry.access;

import java.util.List;
import java.util.Set;
import redoubt.web.Part;
import redoubt.web.Principal;
import redoubt.web.Role;

/**
 * What somebody may read of an instance: all of it, all of some namespaces, and some repositories.
 * Whoever grants a role in a part of an instance may name any part, also one of another instance:
 * only those count that are the instance's.
 */
public record ReadRights(
    String instance, boolean whole, List<String> namespaces, List<String> repositories) {
  private static final Set<Role> READER = Set.of(Role.READER);

  /** What may be read in one instance. */
  public static ReadRights in(String instance, Principal caller) {
    return new ReadRights(
        instance,
        caller.allows(instance, READER),
        parts(caller, instance, Part.Kind.NAMESPACE),
        parts(caller, instance, Part.Kind.REPOSITORY));
  }

  /** All of an instance. */
  public static ReadRights ofAll(String instance) {
    return new ReadRights(instance, true, List.of(), List.of());
  }

  /** All of one namespace. */
  public static ReadRights ofNamespace(String instance, String namespace) {
    return new ReadRights(instance, false, List.of(namespace), List.of());
  }

  /** The same in each instance in which the caller has a role. */
  public static List<ReadRights> by(Principal caller) {
    return caller.grants().stream()
        .flatMap(grant -> grant.instance().stream())
        .distinct()
        .map(instance -> in(instance, caller))
        .toList();
  }

  /** Whether all of a namespace of the instance may be read. */
  public boolean hasNamespace(String namespace) {
    return whole || namespaces.contains(namespace);
  }

  private static List<String> parts(Principal caller, String instance, Part.Kind kind) {
    return List.copyOf(caller.parts(instance, kind, READER));
  }
}
