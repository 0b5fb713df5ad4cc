/** Decisions about clusters, without a cluster. */
@NullMarked
package redoubt.encryption.cluster;

import org.jspecify.annotations.NullMarked;
