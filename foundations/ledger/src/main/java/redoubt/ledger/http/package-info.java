/**
 * The ledger over HTTP: its head, its entries, their proofs and exports. A tenant is shown its own
 * entries and, in proofs and exports, salted hashes of all others; administrators see everything.
 */
@NullMarked
package redoubt.ledger.http;

import org.jspecify.annotations.NullMarked;
