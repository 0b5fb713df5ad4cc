/** Tests of what is said of images. */
@NullMarked
package redoubt.signatures.trust;

import org.jspecify.annotations.NullMarked;
