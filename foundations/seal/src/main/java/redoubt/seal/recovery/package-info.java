/**
 * Losing the key store is losing every cluster; this brings it back. An export holds all rooms'
 * tables and every secret, encrypted and authenticated under a recovery key that exists only as
 * Shamir shares. It can be verified anywhere and restored into an empty database under a new master
 * key, whole or not at all. Keys that live in a hardware module cannot be in it and are listed. The
 * format is in docs/recovery.md.
 */
@NullMarked
package redoubt.seal.recovery;

import org.jspecify.annotations.NullMarked;
