package redoubt.server;

import java.util.function.Function;
import redoubt.core.Migrations;
import redoubt.identity.InstanceGuard;
import redoubt.web.Room;

/**
 * What is known of a room before it stands: a restore needs its schema and starts no room.
 *
 * @param migrations of the room's own schema
 * @param opening builds the room; one that is {@link AutoCloseable} is closed with the house
 * @param guard has its say before an instance is deleted
 */
record RoomPlan(
    Migrations migrations,
    Function<Foundations, Room> opening,
    Function<Foundations, InstanceGuard> guard) {
  private static final InstanceGuard KEEPS_NOTHING = (transaction, instance) -> {};

  /** A room that keeps no data of instances. */
  RoomPlan(Migrations migrations, Function<Foundations, Room> opening) {
    this(migrations, opening, foundations -> KEEPS_NOTHING);
  }
}
