/** A room of content trust for tests, on a real database, with images in memory. */
@NullMarked
package redoubt.signatures.testing;

import org.jspecify.annotations.NullMarked;
