/**
 * The arithmetic of Merkle trees as in RFC 6962 section 2.1, as pure functions over hashes: tree
 * hashes, the frontier that an append needs, inclusion and consistency proofs and their
 * verification. Knows nothing of entries or tables.
 */
@NullMarked
package redoubt.ledger.merkle;

import org.jspecify.annotations.NullMarked;
