/** Fuzz targets of what reads a cluster's stored objects. */
@NullMarked
package redoubt.encryption;

import org.jspecify.annotations.NullMarked;
