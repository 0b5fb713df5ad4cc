/**
 * Whether an image is trusted: decided from facts, signers, a policy and the time, without any
 * cryptography and without asking anybody, as often as one likes.
 */
@NullMarked
package redoubt.signatures.trust;

import org.jspecify.annotations.NullMarked;
