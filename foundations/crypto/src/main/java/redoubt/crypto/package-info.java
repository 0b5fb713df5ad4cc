/**
 * The tools that keep secrets: bytes that are zeroed, authenticated encryption with an unambiguous
 * context, master keys in files or in a hardware security module, Shamir shares, and the server's
 * own certificate. Nothing here knows what the secrets are for or where they are stored. Every
 * random byte comes from {@link redoubt.crypto.Randomness}; every comparison of secrets is constant
 * in time.
 */
@NullMarked
package redoubt.crypto;

import org.jspecify.annotations.NullMarked;
