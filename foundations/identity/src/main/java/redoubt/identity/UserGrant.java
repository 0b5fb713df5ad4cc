package redoubt.identity;

import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import redoubt.web.Grant;
import redoubt.web.Part;
import redoubt.web.Role;

/**
 * A role that a user holds in an instance or in one part of it.
 *
 * @param id uuid
 * @param part empty means the whole instance
 */
public record UserGrant(
    String id,
    String user,
    String userName,
    String instance,
    Role role,
    Optional<Part> part,
    Instant createdAt,
    String createdBy) {
  public UserGrant {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(user, "user");
    Objects.requireNonNull(userName, "userName");
    Objects.requireNonNull(instance, "instance");
    Objects.requireNonNull(role, "role");
    Objects.requireNonNull(part, "part");
    Objects.requireNonNull(createdAt, "createdAt");
    Objects.requireNonNull(createdBy, "createdBy");
  }

  /** The same as the web checks it. */
  public Grant grant() {
    return new Grant(role, Optional.of(instance), part);
  }
}
