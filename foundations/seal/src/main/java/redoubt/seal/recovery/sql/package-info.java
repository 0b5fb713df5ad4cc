/** Tables of all rooms in and out, as PostgreSQL copies them. */
@NullMarked
package redoubt.seal.recovery.sql;

import org.jspecify.annotations.NullMarked;
