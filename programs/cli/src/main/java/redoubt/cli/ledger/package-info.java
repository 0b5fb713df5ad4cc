/**
 * The commands of the ledger: its signed head, its entries, and the proofs that an entry is in it
 * and that a later ledger continues an earlier one. What they print is made to be checked without
 * trusting this program: {@code tools/VerifyLedger.java} reads it.
 */
@NullMarked
package redoubt.cli.ledger;

import org.jspecify.annotations.NullMarked;
