/** Commands for Kubernetes clusters. */
@NullMarked
package redoubt.cli.cluster;

import org.jspecify.annotations.NullMarked;
