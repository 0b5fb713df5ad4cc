/**
 * Signs images with keys that the server keeps: a Sigstore bundle as cosign 3 makes it, and, with a
 * certificate, a signature of the Notary Project. What is made is verified by the room's own
 * verifiers before it is put beside the image.
 */
@NullMarked
package redoubt.signatures.sign;

import org.jspecify.annotations.NullMarked;
