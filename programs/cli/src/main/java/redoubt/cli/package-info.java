/** The command line. */
@NullMarked
package redoubt.cli;

import org.jspecify.annotations.NullMarked;
