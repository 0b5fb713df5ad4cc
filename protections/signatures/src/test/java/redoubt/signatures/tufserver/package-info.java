/** The Notary v1 server on a real database. */
@NullMarked
package redoubt.signatures.tufserver;

import org.jspecify.annotations.NullMarked;
