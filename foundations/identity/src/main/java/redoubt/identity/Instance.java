package redoubt.identity;

import java.time.Instant;
import java.util.Objects;

/**
 * A tenant.
 *
 * @param id uuid, stable
 * @param name unique on the server whatever its case, 1 to 90 characters
 * @param createdBy id of a user, or what made it when no user did
 */
public record Instance(String id, String name, Instant createdAt, String createdBy) {
  public Instance {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(createdAt, "createdAt");
    Objects.requireNonNull(createdBy, "createdBy");
  }
}
