/**
 * PostgreSQL, started by us or given by the user: connections, transactions that are run again when
 * the database asks for it, one Flyway history per room, leases between servers and a feed of
 * changes. Everything a room writes goes through {@link redoubt.store.Database#transaction}; what
 * goes wrong with the database reaches the user as {@code store.unavailable} or {@code store.full}.
 */
@NullMarked
package redoubt.store;

import org.jspecify.annotations.NullMarked;
