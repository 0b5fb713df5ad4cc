/** {@code redoubt trust}: what has to be signed in a namespace, and by whom. */
@NullMarked
package redoubt.cli.trust;

import org.jspecify.annotations.NullMarked;
