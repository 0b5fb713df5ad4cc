package redoubt.registry.browse;

import java.time.Instant;
import java.util.Optional;

/**
 * A repository with images.
 *
 * @param name with its namespace
 * @param tags without those of signatures; counted up to {@link Browse#COUNTED}
 * @param size bytes of its manifests and blobs, each once
 */
public record RepositorySight(String name, long tags, Optional<Instant> pushedAt, long size) {}
