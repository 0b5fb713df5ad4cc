package redoubt.server;

import java.util.List;
import java.util.stream.Stream;
import redoubt.core.Migrations;
import redoubt.identity.Identity;
import redoubt.identity.IdentityRoom;
import redoubt.ledger.Ledger;
import redoubt.ledger.room.LedgerRoom;
import redoubt.server.proofs.sql.SqlEvidenceStore;

/** Which rooms the house has. */
final class Rooms {
  /**
   * All of them, in the order of the console's navigation and of their building: a room may ask for
   * those before it. A new room is one line here; how it is built of what rooms stand on is a file
   * of its own beside this one.
   */
  static final List<RoomPlan> ALL =
      List.of(
          new RoomPlan(
              Ledger.migrations(), on -> new LedgerRoom(on.database(), on.ledger(), on.clock())),
          new RoomPlan(
              Identity.MIGRATIONS,
              on -> new IdentityRoom(on.identity(), on.guards(), RegistryPlan.parts(on))),
          SealPlan.plan(),
          KeysPlan.plan(),
          EncryptionPlan.plan(),
          RegistryPlan.plan(),
          SignaturesPlan.plan(),
          AdmissionPlan.plan());

  private Rooms() {}

  /** The schemas of these rooms and the server's own. */
  static List<Migrations> migrations(List<RoomPlan> plans) {
    return Stream.concat(
            plans.stream().map(RoomPlan::migrations), Stream.of(SqlEvidenceStore.MIGRATIONS))
        .toList();
  }
}
