/**
 * What the ledger hands the server: its routes, its tables, the attack on its claim, and the
 * signing of heads that the clock does. The wiring of this room, and nothing else; whoever only
 * appends or reads entries needs {@link redoubt.ledger.Ledger}.
 */
@NullMarked
package redoubt.ledger.room;

import org.jspecify.annotations.NullMarked;
