/** What tests of the room share. */
@NullMarked
package redoubt.keys;

import org.jspecify.annotations.NullMarked;
