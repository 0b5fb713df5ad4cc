/**
 * What is attested of an image (in-toto statements), and conditions on what is attested. A
 * statement of that kind never is a signature of the image, nor the other way round.
 */
@NullMarked
package redoubt.signatures.attestation;

import org.jspecify.annotations.NullMarked;
