/** Commands for policies of images. */
@NullMarked
package redoubt.cli.policy;

import org.jspecify.annotations.NullMarked;
