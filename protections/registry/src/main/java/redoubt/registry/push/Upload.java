package redoubt.registry.push;

import java.time.Instant;
import java.util.Optional;
import java.util.UUID;
import redoubt.registry.content.Place;

/**
 * Bytes that come in.
 *
 * @param acknowledged bytes that are kept
 * @param writtenUntil until when somebody has the claim to write
 */
public record Upload(
    UUID id, long repository, Place place, long acknowledged, Optional<Instant> writtenUntil) {}
