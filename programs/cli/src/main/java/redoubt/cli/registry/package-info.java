/**
 * {@code redoubt registry}: checks of the whole registry, and images from files and other
 * registries. The command line reads those and pushes them as any client does, so that no server
 * connects to where somebody else says.
 */
@NullMarked
package redoubt.cli.registry;

import org.jspecify.annotations.NullMarked;
