/** What the proofs do to the tables of the vault, in transactions that are rolled back. */
@NullMarked
package redoubt.keys.proof.sql;

import org.jspecify.annotations.NullMarked;
