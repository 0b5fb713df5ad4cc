/** Secrets at rest under a master key. */
@NullMarked
package redoubt.seal;

import org.jspecify.annotations.NullMarked;
