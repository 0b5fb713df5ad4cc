/** Proofs against clusters that do not want them to end. */
@NullMarked
package redoubt.encryption.proof;

import org.jspecify.annotations.NullMarked;
