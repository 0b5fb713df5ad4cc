/**
 * Who signed an image. Each format has a small verifier of its own; all of them give the same kind
 * of fact, with a tree that says what was looked at and what came of it. A fact is about
 * cryptography alone and never changes; whether a signer may sign is decided from facts, again and
 * again, without any cryptography.
 */
@NullMarked
package redoubt.signatures;

import org.jspecify.annotations.NullMarked;
