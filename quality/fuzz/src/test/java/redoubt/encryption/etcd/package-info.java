/** Fuzz targets of what reads etcd's messages. */
@NullMarked
package redoubt.encryption.etcd;

import org.jspecify.annotations.NullMarked;
