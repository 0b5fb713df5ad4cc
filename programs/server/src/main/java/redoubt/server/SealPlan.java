package redoubt.server;

import redoubt.keys.sql.TenantKeys;
import redoubt.seal.MasterChange;
import redoubt.seal.Masters;
import redoubt.seal.recovery.RecoveryExport;
import redoubt.seal.recovery.WaitingExports;
import redoubt.seal.room.SealRoom;
import redoubt.web.Room;

/** How the seal's room is built: exports say which keys are not in them. */
final class SealPlan {
  private SealPlan() {}

  static RoomPlan plan() {
    return new RoomPlan(Masters.migrations(), SealPlan::room);
  }

  private static Room room(Foundations on) {
    RecoveryExport exporter =
        new RecoveryExport(
            on.database(),
            on.masters(),
            on.vault(),
            on.migrations(),
            TenantKeys::inHardware,
            on.clock());
    return new SealRoom(
        new MasterChange(on.database(), on.masters(), on.changes(), on.journal(), on.clock()),
        new WaitingExports(on.database(), exporter, on.journal(), on.clock()));
  }
}
