/** Manifests and tags: what is put, got, listed and deleted. */
@NullMarked
package redoubt.registry.manifests;

import org.jspecify.annotations.NullMarked;
