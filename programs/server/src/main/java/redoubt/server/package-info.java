/** Wires all rooms. */
@NullMarked
package redoubt.server;

import org.jspecify.annotations.NullMarked;
