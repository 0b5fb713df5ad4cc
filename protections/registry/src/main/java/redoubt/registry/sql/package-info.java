/** The tables of the registry. */
@NullMarked
package redoubt.registry.sql;

import org.jspecify.annotations.NullMarked;
