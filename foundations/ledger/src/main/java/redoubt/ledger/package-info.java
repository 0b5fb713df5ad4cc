/**
 * The append-only Merkle log: who did what to what, when, and what came of it. Entries that are
 * committed together are one leaf of a tree as in RFC 6962, whose head is signed; so a third party
 * who keeps a head can check later that nothing before it was changed, dropped or reordered. A
 * tenant reads its own entries, and of the others only salted hashes.
 */
@NullMarked
package redoubt.ledger;

import org.jspecify.annotations.NullMarked;
