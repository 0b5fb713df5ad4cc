package redoubt.server;

import redoubt.admission.AdmissionRoom;
import redoubt.admission.http.NodeRoutes;
import redoubt.admission.sql.ClusterRows;
import redoubt.encryption.EncryptionRoom;
import redoubt.registry.RegistryRoom;
import redoubt.signatures.SignaturesRoom;
import redoubt.web.Room;

/** How the room of admission is built: what it knows of images is what content trust knows. */
final class AdmissionPlan {
  private AdmissionPlan() {}

  static RoomPlan plan() {
    return new RoomPlan(ClusterRows.MIGRATIONS, AdmissionPlan::room, on -> ClusterRows::forget);
  }

  private static Room room(Foundations on) {
    AskingClusters clusters = new AskingClusters(on.room(EncryptionRoom.class).clusters());
    ImageEvidence evidence =
        new ImageEvidence(on.room(SignaturesRoom.class).judge(), on.changes(), on.clock());
    return new AdmissionRoom(
        on.database(),
        on.changes(),
        on.ledger(),
        clusters,
        evidence,
        new AdmissionRoom.Foreseeing(evidence, clusters.sight(), clusters.evictions()),
        new NodeRoutes.Ground(
            new KnownStock(
                on.room(RegistryRoom.class).contents(),
                on.room(SignaturesRoom.class).overview(),
                on.calledHere()),
            new KnownSignatories(
                on.room(RegistryRoom.class).contents(), on.room(SignaturesRoom.class).areas())),
        new WrittenClusters(clusters),
        new AdmissionGround(
            RegistryPlan.ground(on), () -> on.ground().imagesAreCalled(), on.clock()),
        on.clock());
  }
}
