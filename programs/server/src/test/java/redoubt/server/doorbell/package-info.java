/** The smallest whole room: what docs/adr/0006-new-room.md says a room is, and nothing more. */
@NullMarked
package redoubt.server.doorbell;

import org.jspecify.annotations.NullMarked;
