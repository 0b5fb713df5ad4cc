/**
 * The use of root keys: wrap, unwrap and rewrap, and the count of uses.
 *
 * <p>This is the path that runs thousands of times a second: once a key and its material are at
 * hand it touches no table but the ledger, whose append is durable before an answer leaves.
 */
@NullMarked
package redoubt.keys.use;

import org.jspecify.annotations.NullMarked;
