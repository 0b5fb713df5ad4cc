/**
 * Import tokens: how key material comes in without being seen on the way.
 *
 * <p>A token is an RSA key pair and a nonce. The client encrypts its key under the public key, and
 * the nonce under its key; the server opens the first, then the second with what it found, and
 * compares. So the material is what the sender had, and the message is for this token.
 */
@NullMarked
package redoubt.keys.imports;

import org.jspecify.annotations.NullMarked;
