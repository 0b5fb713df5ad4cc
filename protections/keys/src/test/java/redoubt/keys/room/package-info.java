/** Tests of redoubt.keys.room. */
@NullMarked
package redoubt.keys.room;

import org.jspecify.annotations.NullMarked;
