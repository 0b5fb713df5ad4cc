/** {@code redoubt robot}: programs that push and pull images. */
@NullMarked
package redoubt.cli.robot;

import org.jspecify.annotations.NullMarked;
