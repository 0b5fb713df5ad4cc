/** The append-only Merkle log. */
@NullMarked
package redoubt.ledger;

import org.jspecify.annotations.NullMarked;
