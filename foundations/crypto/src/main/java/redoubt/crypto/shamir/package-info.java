/**
 * A secret for several people: any {@code threshold} of its shares bring it back, fewer tell
 * nothing at all (Shamir 1979, over GF(2^8) as AES has it, each byte by itself). Shares are lines
 * of text that a person can store, print and type; a mistyped, foreign or repeated one is named.
 */
@NullMarked
package redoubt.crypto.shamir;

import org.jspecify.annotations.NullMarked;
