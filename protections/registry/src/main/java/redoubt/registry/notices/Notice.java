package redoubt.registry.notices;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;

/**
 * What a webhook is told, or was.
 *
 * @param body JSON
 * @param tries so far
 * @param dueAt next try
 * @param said what came of the last try
 */
public record Notice(
    UUID webhook,
    UUID event,
    String kind,
    String body,
    Instant at,
    State state,
    int tries,
    Instant dueAt,
    Optional<String> said) {
  /** How far it is. */
  public enum State {
    WAITING,
    TAKEN,
    /** Nobody took it, and it is not tried again. */
    DEAD
  }
}
