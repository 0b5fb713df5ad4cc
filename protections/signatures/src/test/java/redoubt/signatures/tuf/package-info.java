/** The Update Framework's files, as real tools made them and as nobody should. */
@NullMarked
package redoubt.signatures.tuf;

import org.jspecify.annotations.NullMarked;
