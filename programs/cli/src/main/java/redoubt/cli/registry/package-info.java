/** {@code redoubt registry}: checks of the whole registry. */
@NullMarked
package redoubt.cli.registry;

import org.jspecify.annotations.NullMarked;
