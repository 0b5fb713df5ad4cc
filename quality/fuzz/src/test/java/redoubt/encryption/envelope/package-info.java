/** Fuzz targets of what tells how an object is encrypted. */
@NullMarked
package redoubt.encryption.envelope;

import org.jspecify.annotations.NullMarked;
