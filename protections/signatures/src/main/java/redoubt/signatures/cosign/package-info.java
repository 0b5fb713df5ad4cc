/**
 * Signatures of cosign 1 and 2: a payload that names the digest, and the signature in an
 * annotation.
 */
@NullMarked
package redoubt.signatures.cosign;

import org.jspecify.annotations.NullMarked;
