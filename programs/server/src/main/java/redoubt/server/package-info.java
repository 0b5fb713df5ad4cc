/**
 * The server: connects all rooms, and is the only place that may. {@link redoubt.server.House} is
 * the wiring, to be read from top to bottom; {@link redoubt.server.Up} is the command that runs it.
 * A new room is one line in {@link redoubt.server.Rooms}.
 */
@NullMarked
package redoubt.server;

import org.jspecify.annotations.NullMarked;
