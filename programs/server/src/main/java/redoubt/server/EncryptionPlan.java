package redoubt.server;

import redoubt.encryption.EncryptionRoom;
import redoubt.encryption.cluster.Clusters;
import redoubt.encryption.proof.EncryptionProofs;
import redoubt.encryption.sql.ClusterRows;
import redoubt.keys.room.KeysRoom;
import redoubt.web.Room;

/** How the room of encryption is built: its root keys are those of the room of keys. */
final class EncryptionPlan {
  private EncryptionPlan() {}

  static RoomPlan plan() {
    return new RoomPlan(ClusterRows.MIGRATIONS, EncryptionPlan::room, on -> Clusters::beforeDelete);
  }

  private static Room room(Foundations on) {
    return new EncryptionRoom(
        on.database(),
        on.changes(),
        on.vault(),
        on.ledger(),
        new ClusterRootKeys(on.room(KeysRoom.class).rootKeys()),
        new ClusterAccounts(on.identity().services()),
        on.identity().instances()::requireLive,
        on.outward(),
        new EncryptionProofs.Means(
            new ClusterGround(on.ground()), ProofPrograms.plugin(), ProofPrograms.etcd()),
        on.metrics(),
        on.clock());
  }
}
