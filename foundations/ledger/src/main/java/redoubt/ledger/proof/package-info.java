/**
 * The attack on the ledger's own claim, that a changed row is found: it changes one in a
 * transaction, has the whole log recomputed, and rolls back. Nobody but that transaction ever sees
 * the change.
 */
@NullMarked
package redoubt.ledger.proof;

import org.jspecify.annotations.NullMarked;
