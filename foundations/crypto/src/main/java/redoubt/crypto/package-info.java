/** Secret bytes, authenticated encryption, master keys, X.509. */
@NullMarked
package redoubt.crypto;

import org.jspecify.annotations.NullMarked;
