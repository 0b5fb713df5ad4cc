/** Who may sign in a namespace: named signers, each with what its signatures are checked with. */
@NullMarked
package redoubt.signatures.signers;

import org.jspecify.annotations.NullMarked;
