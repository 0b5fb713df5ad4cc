/** What redoubt.keys.aliases promises. */
@NullMarked
package redoubt.keys.aliases;

import org.jspecify.annotations.NullMarked;
