package redoubt.keys.shred;

import java.util.List;
import redoubt.keys.Key;
import redoubt.keys.Registration;

/**
 * All that would be lost with a key.
 *
 * @param registrations what services have told to be protected by it
 * @param dependents what the house itself guards with it
 */
public record BlastRadius(Key key, List<Registration> registrations, List<Dependent> dependents) {
  public BlastRadius {
    registrations = List.copyOf(registrations);
    dependents = List.copyOf(dependents);
  }

  /** Whether nothing is known to depend on the key. */
  public boolean isEmpty() {
    return registrations.isEmpty() && dependents.isEmpty();
  }

  /** Objects that cannot be read without the key, as last counted. */
  public long objects() {
    return dependents.stream()
        .flatMap(dependent -> dependent.stored().stream())
        .mapToLong(Dependent.Stored::objects)
        .sum();
  }

  /** Whether a dependent was never counted: then {@link #objects} is not all. */
  public boolean isUncounted() {
    return dependents.stream().anyMatch(dependent -> dependent.stored().isEmpty());
  }

  /** Whether no deletion passes, not even a forced one. */
  public boolean isBarred() {
    return registrations.stream().anyMatch(Registration::preventsDeletion);
  }
}
