package redoubt.registry.upstream;

import java.net.URI;
import java.time.Instant;
import java.util.UUID;

/**
 * Where the images of a namespace come from.
 *
 * @param id under which its login is sealed
 * @param login whether there is one
 */
public record Upstream(
    String namespace, UUID id, URI url, boolean login, Instant setAt, String setBy) {}
