/**
 * The room's pages: the entries, newest first, and the proof of each as steps that can be followed
 * by hand.
 *
 * <p>Pages get all they show from the room's own API, in the name of who looks at them. What a page
 * says of a proof it has computed itself from the proof's own bytes.
 */
@NullMarked
package redoubt.ledger.console;

import org.jspecify.annotations.NullMarked;
