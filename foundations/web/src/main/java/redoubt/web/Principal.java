package redoubt.web;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Who calls, and what they may do at this moment.
 *
 * @param user stable id of the user or service, safe for the ledger
 * @param credential id of the API key that was shown, never the key
 * @param service a program that acts for itself: some actions are for these alone
 */
public record Principal(String user, String credential, List<Grant> grants, boolean service) {
  public Principal {
    grants = List.copyOf(grants);
  }

  /** A person. */
  public Principal(String user, String credential, List<Grant> grants) {
    this(user, credential, grants, false);
  }

  public boolean isAdministrator() {
    return grants.stream().anyMatch(grant -> grant.role() == Role.ADMINISTRATOR);
  }

  /** Holds one of the roles in the whole instance. */
  public boolean allows(String instance, Collection<Role> anyOf) {
    return grants.stream()
        .anyMatch(grant -> grant.ring().isEmpty() && matches(grant, instance, anyOf));
  }

  /** Holds one of the roles in that ring, or in the whole instance. */
  public boolean allows(String instance, String ring, Collection<Role> anyOf) {
    return grants.stream()
        .anyMatch(grant ->
            (grant.ring().isEmpty() || grant.ring().get().equals(ring))
                && matches(grant, instance, anyOf));
  }

  /** Holds one of the roles somewhere in the instance. */
  public boolean allowsSomewhere(String instance, Collection<Role> anyOf) {
    return grants.stream().anyMatch(grant -> matches(grant, instance, anyOf));
  }

  /** The rings in which one of the roles is held by a ring's own grant. */
  public Set<String> rings(String instance, Collection<Role> anyOf) {
    return grants.stream()
        .filter(grant -> grant.ring().isPresent() && matches(grant, instance, anyOf))
        .map(grant -> grant.ring().orElseThrow())
        .collect(Collectors.toUnmodifiableSet());
  }

  private static boolean matches(Grant grant, String instance, Collection<Role> anyOf) {
    return grant.instance().isPresent()
        && grant.instance().get().equals(instance)
        && anyOf.stream().anyMatch(grant.role()::includes);
  }
}
