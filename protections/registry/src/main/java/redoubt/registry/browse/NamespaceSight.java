package redoubt.registry.browse;

import java.util.Optional;
import redoubt.registry.Namespace;
import redoubt.registry.quota.Usage;

/**
 * A namespace that somebody may read, or a repository of it.
 *
 * @param upstream the registry whose images these are
 * @param repositories with images, that the reader may read; counted up to {@link Browse#COUNTED}
 * @param usage for who reads all of it
 */
public record NamespaceSight(
    Namespace namespace, Optional<String> upstream, long repositories, Optional<Usage> usage) {}
