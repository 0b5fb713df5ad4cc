/** {@code redoubt namespace}: namespaces of the registry. */
@NullMarked
package redoubt.cli.namespace;

import org.jspecify.annotations.NullMarked;
