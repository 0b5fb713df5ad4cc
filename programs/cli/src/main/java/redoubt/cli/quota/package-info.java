/** {@code redoubt quota}: what an instance's images use and may use. */
@NullMarked
package redoubt.cli.quota;

import org.jspecify.annotations.NullMarked;
