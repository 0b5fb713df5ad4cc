/**
 * The tables of the ledger, one method per statement. Everything of a leaf is written by one
 * transaction that holds the row of the head locked, so that several servers write one order.
 * Nothing here computes or checks a hash.
 */
@NullMarked
package redoubt.ledger.sql;

import org.jspecify.annotations.NullMarked;
