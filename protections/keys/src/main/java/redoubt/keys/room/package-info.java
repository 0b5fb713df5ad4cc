/**
 * The door of the room: what {@code programs/server} builds and wires.
 *
 * <p>{@link redoubt.keys.room.KeysRoom} takes the foundations it stands on and hands back routes,
 * migrations, proofs and background work. All parts of the room are made here and nowhere else, so
 * that the wiring reads on one page.
 */
@NullMarked
package redoubt.keys.room;

import org.jspecify.annotations.NullMarked;
