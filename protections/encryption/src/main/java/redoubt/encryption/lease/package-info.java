/**
 * Which root key a cluster uses now, told to its plugins. Each change of key or version is a new
 * generation with a key_id of its own, which never comes back; each change of the key's state a new
 * revision. Plugins wait for the next revision in a long poll; a change made on any server of the
 * house wakes them. Who holds a lease is in the database, so that its begin and its end are in the
 * ledger once.
 */
@NullMarked
package redoubt.encryption.lease;

import org.jspecify.annotations.NullMarked;
