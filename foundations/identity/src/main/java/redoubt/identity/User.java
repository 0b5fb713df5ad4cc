package redoubt.identity;

import java.time.Instant;
import java.util.Objects;

/**
 * A person or a service that signs in with API keys.
 *
 * @param id uuid, stable; what the ledger knows of a user
 * @param name unique on the server whatever its case, for people; never in the ledger
 * @param administrator manages instances, users and the seal; holds no role in any instance by it
 * @param service a program rather than a person
 */
public record User(
    String id, String name, boolean administrator, boolean service, Instant createdAt) {
  public User {
    Objects.requireNonNull(id, "id");
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(createdAt, "createdAt");
  }
}
