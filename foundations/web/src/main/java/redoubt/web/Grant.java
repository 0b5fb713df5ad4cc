package redoubt.web;

import java.util.Objects;
import java.util.Optional;

/**
 * A role, and where it holds.
 *
 * @param instance the tenant; empty only for {@link Role#ADMINISTRATOR}
 * @param part empty means the whole instance
 */
public record Grant(Role role, Optional<String> instance, Optional<Part> part) {
  public Grant {
    Objects.requireNonNull(role, "role");
    Objects.requireNonNull(instance, "instance");
    Objects.requireNonNull(part, "part");
    if ((role == Role.ADMINISTRATOR) == instance.isPresent()) {
      throw new IllegalArgumentException("only an administrator's grant is without an instance");
    }
    if (part.isPresent() && instance.isEmpty()) {
      throw new IllegalArgumentException("a part is one of an instance");
    }
  }

  public static Grant administrator() {
    return new Grant(Role.ADMINISTRATOR, Optional.empty(), Optional.empty());
  }

  public static Grant inInstance(Role role, String instance) {
    return new Grant(role, Optional.of(instance), Optional.empty());
  }

  public static Grant inRing(Role role, String instance, String ring) {
    return inPart(role, instance, Part.ring(ring));
  }

  public static Grant inPart(Role role, String instance, Part part) {
    return new Grant(role, Optional.of(instance), Optional.of(part));
  }
}
