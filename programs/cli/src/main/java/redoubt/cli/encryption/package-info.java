/** Commands about how a cluster's stored objects are encrypted. */
@NullMarked
package redoubt.cli.encryption;

import org.jspecify.annotations.NullMarked;
