/**
 * The attacks on what the keys promise, one class each: foreign tenants, wrong roles, tampered
 * ciphertexts, keys in every state but active, used import tokens, rows moved in the database, key
 * bytes at rest. They call the running server over HTTPS as anybody could, through a {@link
 * redoubt.keys.proof.ProvingGround}, in two instances that are there for proofs alone. Each attack
 * is preceded by the same call in its permitted form, so that a server that refuses everything
 * proves nothing.
 */
@NullMarked
package redoubt.keys.proof;

import org.jspecify.annotations.NullMarked;
