/** PostgreSQL: embedded or yours. */
@NullMarked
package redoubt.store;

import org.jspecify.annotations.NullMarked;
