/** {@code redoubt trash}: deleted images of the registry. */
@NullMarked
package redoubt.cli.trash;

import org.jspecify.annotations.NullMarked;
