/** Commands about KMS plugins, ours or anybody's. */
@NullMarked
package redoubt.cli.kms;

import org.jspecify.annotations.NullMarked;
