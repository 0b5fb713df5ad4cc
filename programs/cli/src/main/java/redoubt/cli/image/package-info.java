/** {@code redoubt image}: images of the registry. */
@NullMarked
package redoubt.cli.image;

import org.jspecify.annotations.NullMarked;
