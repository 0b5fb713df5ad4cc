package redoubt.server;

import redoubt.keys.life.InstanceEnd;
import redoubt.keys.room.KeysRoom;
import redoubt.keys.sql.KeyStore;
import redoubt.web.Room;

/** How the room of keys is built: other rooms say what depends on a key. */
final class KeysPlan {
  private KeysPlan() {}

  static RoomPlan plan() {
    return new RoomPlan(
        KeyStore.MIGRATIONS, KeysPlan::room, on -> new InstanceEnd(on.vault())::beforeDelete);
  }

  private static Room room(Foundations on) {
    return new KeysRoom(
        on.database(),
        on.vault(),
        on.ledger(),
        on.changes(),
        on.hardware(),
        on.identity().instances()::requireLive,
        on.ground(),
        new KeyDependents(on),
        on.metrics(),
        on.clock(),
        System::nanoTime);
  }
}
