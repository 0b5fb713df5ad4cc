/**
 * The pages that belong to no single room: signing in, the posture of the whole, the evidence.
 *
 * <p>{@link redoubt.server.console.HouseConsole} gathers them with the pages of all rooms.
 */
@NullMarked
package redoubt.server.console;

import org.jspecify.annotations.NullMarked;
