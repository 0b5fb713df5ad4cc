/** Tests of who may sign. */
@NullMarked
package redoubt.signatures.signers;

import org.jspecify.annotations.NullMarked;
