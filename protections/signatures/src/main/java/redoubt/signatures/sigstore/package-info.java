/**
 * Sigstore's proofs that a certificate of a few minutes made a signature while it was valid: the
 * trusted root, Fulcio's certificates, certificate transparency, the log Rekor (both of its
 * generations) and timestamps (RFC 3161). Nothing here asks a network or a clock.
 */
@NullMarked
package redoubt.signatures.sigstore;

import org.jspecify.annotations.NullMarked;
