package redoubt.registry.notices;

import java.net.URI;
import java.time.Instant;
import java.util.Set;
import java.util.UUID;
import redoubt.registry.events.Event;

/**
 * Who is told.
 *
 * @param kinds of what happens
 * @param signed whether what is told is signed
 */
public record Webhook(
    UUID id,
    String namespace,
    URI url,
    Set<Event.Kind> kinds,
    boolean signed,
    Instant createdAt,
    String createdBy) {
  public Webhook {
    kinds = Set.copyOf(kinds);
  }
}
