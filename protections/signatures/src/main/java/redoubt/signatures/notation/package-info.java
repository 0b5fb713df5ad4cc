/**
 * Signatures of the Notary Project: a JWS or COSE envelope with a chain of certificates, and trust
 * policies that say which chains count for which repositories (notaryproject/specifications,
 * specs).
 */
@NullMarked
package redoubt.signatures.notation;

import org.jspecify.annotations.NullMarked;
