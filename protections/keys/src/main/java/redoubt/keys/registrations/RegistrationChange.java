package redoubt.keys.registrations;

import java.util.Optional;
import java.util.UUID;

/**
 * What a service tells of a resource; what is empty stays as it is, or is unset in a new or
 * replaced registration.
 *
 * @param description 1 to 240 characters
 * @param metadata 1 to 4096 characters
 * @param version a version of the key, no earlier than the one registered
 */
public record RegistrationChange(
    Optional<Boolean> preventsDeletion,
    Optional<String> description,
    Optional<String> metadata,
    Optional<UUID> version) {
  public static final RegistrationChange NONE =
      new RegistrationChange(
          Optional.empty(), Optional.empty(), Optional.empty(), Optional.empty());
}
