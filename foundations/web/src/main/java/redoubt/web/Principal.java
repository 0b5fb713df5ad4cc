package redoubt.web;

import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Who calls, and what they may do at this moment.
 *
 * @param user stable id of the user or service, safe for the ledger
 * @param credential id of the API key that was shown, never the key
 * @param service a program that acts for itself: some actions are for these alone
 * @param narrowedTo what the token is good for, if it is for less than its user holds: only what
 *     both allow is allowed, and only on routes with {@link Access.Part}
 * @param lists whether what is shown is good for lists of all that its user may read
 */
public record Principal(
    String user,
    String credential,
    List<Grant> grants,
    boolean service,
    Optional<List<Grant>> narrowedTo,
    boolean lists) {
  public Principal {
    grants = List.copyOf(grants);
    Objects.requireNonNull(narrowedTo, "narrowedTo");
  }

  /** Shown by a token that is good for all that its user holds. */
  public Principal(String user, String credential, List<Grant> grants, boolean service) {
    this(user, credential, grants, service, Optional.empty(), true);
  }

  /** A person. */
  public Principal(String user, String credential, List<Grant> grants) {
    this(user, credential, grants, false);
  }

  /** The same, but for what the token is not good for. */
  public Principal narrowedTo(List<Grant> few) {
    return narrowedTo(few, false);
  }

  /** The same, with or without lists of all that its user may read. */
  public Principal narrowedTo(List<Grant> few, boolean withLists) {
    return new Principal(
        user, credential, grants, service, Optional.of(List.copyOf(few)), withLists);
  }

  /** The same as its user may be. */
  public Principal whole() {
    return new Principal(user, credential, grants, service);
  }

  /** The same without what is held in other instances than those. */
  Principal in(Predicate<String> instances) {
    Set<String> left =
        grants.stream()
            .flatMap(grant -> grant.instance().stream())
            .distinct()
            .filter(instances)
            .collect(Collectors.toSet());
    return new Principal(
        user,
        credential,
        grants.stream()
            .filter(grant -> grant.instance().isEmpty() || left.contains(grant.instance().get()))
            .toList(),
        service,
        narrowedTo,
        lists);
  }

  public boolean isNarrowed() {
    return narrowedTo.isPresent();
  }

  public boolean isAdministrator() {
    return holds(grant -> grant.role() == Role.ADMINISTRATOR);
  }

  /** Holds one of the roles in the whole instance. */
  public boolean allows(String instance, Collection<Role> anyOf) {
    return holds(grant -> grant.part().isEmpty() && matches(grant, instance, anyOf));
  }

  /** Holds one of the roles in that part, or in what it is a part of. */
  public boolean allows(String instance, Part part, Collection<Role> anyOf) {
    return holds(grant ->
        (grant.part().isEmpty() || grant.part().get().covers(part))
            && matches(grant, instance, anyOf));
  }

  /** Holds one of the roles somewhere in the instance. */
  public boolean allowsSomewhere(String instance, Collection<Role> anyOf) {
    return holds(grant -> matches(grant, instance, anyOf));
  }

  /**
   * The parts of that kind in which one of the roles is held, as far as a grant, or what the token
   * is good for, names them.
   */
  public Set<String> parts(String instance, Part.Kind kind, Collection<Role> anyOf) {
    return Stream.concat(grants.stream(), narrowedTo.stream().flatMap(List::stream))
        .filter(grant -> matches(grant, instance, anyOf))
        .flatMap(grant -> grant.part().stream())
        .filter(part -> part.kind() == kind && allows(instance, part, anyOf))
        .map(Part::name)
        .collect(Collectors.toUnmodifiableSet());
  }

  private boolean holds(Predicate<Grant> wanted) {
    return grants.stream().anyMatch(wanted)
        && (narrowedTo.isEmpty() || narrowedTo.get().stream().anyMatch(wanted));
  }

  private static boolean matches(Grant grant, String instance, Collection<Role> anyOf) {
    return grant.instance().isPresent()
        && grant.instance().get().equals(instance)
        && anyOf.stream().anyMatch(grant.role()::includes);
  }
}
