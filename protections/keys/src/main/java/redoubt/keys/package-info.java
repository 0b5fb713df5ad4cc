/** Root keys. */
@NullMarked
package redoubt.keys;

import org.jspecify.annotations.NullMarked;
