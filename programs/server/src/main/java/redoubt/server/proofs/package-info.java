/**
 * Runs the rooms' proofs: each is an attack on the running server, its outcome is kept and recorded
 * in the ledger. A proof that breaks has failed.
 */
@NullMarked
package redoubt.server.proofs;

import org.jspecify.annotations.NullMarked;
