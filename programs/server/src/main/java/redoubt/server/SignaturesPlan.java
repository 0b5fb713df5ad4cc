package redoubt.server;

import java.util.Optional;
import redoubt.registry.RegistryRoom;
import redoubt.signatures.SignaturesRoom;
import redoubt.signatures.sql.SignerRows;
import redoubt.web.Room;

/** How the room of content trust is built: its images are those of the registry. */
final class SignaturesPlan {
  private SignaturesPlan() {}

  static RoomPlan plan() {
    return new RoomPlan(
        SignerRows.MIGRATIONS,
        SignaturesPlan::room,
        on ->
            (transaction, instance) -> {
              SignerRows.forgetInstance(transaction, instance);
              TrustAdapter.on(on).server().forgetAll(transaction, instance, Optional.empty());
            });
  }

  private static Room room(Foundations on) {
    return new SignaturesRoom(
        on.database(),
        on.ledger(),
        new SignedImages(on.room(RegistryRoom.class).contents()),
        TrustAdapter.on(on).server(),
        on.clock());
  }
}
