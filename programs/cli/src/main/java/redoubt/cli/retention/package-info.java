/** {@code redoubt retention}: which images of a namespace are kept. */
@NullMarked
package redoubt.cli.retention;

import org.jspecify.annotations.NullMarked;
