/** Commands for clusters whose API servers ask which images may run. */
@NullMarked
package redoubt.cli.admission;

import org.jspecify.annotations.NullMarked;
