/**
 * The life of a key: creation, rotation, suspension, expiry, deletion, restoration and purge.
 *
 * <p>What is allowed in which state and at which time is decided by pure functions ({@code
 * Transitions}, {@code Deadlines}); the other classes lock a key, ask them, write, and record it in
 * the ledger within the same transaction. What other subjects of the room have to say (policies,
 * aliases, registrations, import tokens) comes in through the small interfaces here.
 */
@NullMarked
package redoubt.keys.life;

import org.jspecify.annotations.NullMarked;
