/** The tables of the room. */
@NullMarked
package redoubt.signatures.sql;

import org.jspecify.annotations.NullMarked;
