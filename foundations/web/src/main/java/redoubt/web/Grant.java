package redoubt.web;

import java.util.Objects;
import java.util.Optional;

/**
 * A role, and where it holds.
 *
 * @param instance the tenant; empty only for {@link Role#ADMINISTRATOR}
 * @param ring the key ring; empty means the whole instance
 */
public record Grant(Role role, Optional<String> instance, Optional<String> ring) {
  public Grant {
    Objects.requireNonNull(role, "role");
    Objects.requireNonNull(instance, "instance");
    Objects.requireNonNull(ring, "ring");
    if ((role == Role.ADMINISTRATOR) == instance.isPresent()) {
      throw new IllegalArgumentException("only an administrator's grant is without an instance");
    }
    if (ring.isPresent() && instance.isEmpty()) {
      throw new IllegalArgumentException("a ring lies in an instance");
    }
  }

  public static Grant administrator() {
    return new Grant(Role.ADMINISTRATOR, Optional.empty(), Optional.empty());
  }

  public static Grant inInstance(Role role, String instance) {
    return new Grant(role, Optional.of(instance), Optional.empty());
  }

  public static Grant inRing(Role role, String instance, String ring) {
    return new Grant(role, Optional.of(instance), Optional.of(ring));
  }
}
