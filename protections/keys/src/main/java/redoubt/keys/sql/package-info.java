/**
 * Keys in PostgreSQL, schema {@code keys}.
 *
 * <p>One class for each table or group of tables; each statement names the tenant. Nothing here
 * decides: whoever changes a key locks it first, decides with what was read, and writes. Material
 * of keys is never in these tables.
 */
@NullMarked
package redoubt.keys.sql;

import org.jspecify.annotations.NullMarked;
